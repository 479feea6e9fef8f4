"""The case volume 卷宗: everything a case left behind as one file, which a stranger can check offline."""
