"""The paths people walk through the pages 用户路径, what each may cost, and the walker that counts."""
