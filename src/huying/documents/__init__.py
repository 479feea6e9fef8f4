"""Documents for people who work with paper 公文: written as docx, since offices edit them."""
