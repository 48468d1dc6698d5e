"""Codes by which households and workers say the same: what they speak and cook, and what keeps away."""

LANGUAGES = ("cmn", "wuu", "yue", "nan", "hak", "cdo", "eng")
"""Languages by their code in ISO 639-3, Mandarin and Shanghainese first."""
CUISINES = (
    "shanghai",
    "jiangsu",
    "zhejiang",
    "sichuan",
    "canton",
    "hunan",
    "shandong",
    "dongbei",
    "western",
)
AVOIDED = ("dog", "cat", "smoke")
"""Homes to which somebody may not go: with such an animal, or where somebody smokes."""
