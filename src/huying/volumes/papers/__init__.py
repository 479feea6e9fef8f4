"""The papers of a volume 卷内文件, each written from the rows of the case; in Chinese, as courts read them."""
