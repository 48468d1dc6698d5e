"""Days as English pages show them."""

DATE_FORMAT = "j M Y"
MONTH_DAY_FORMAT = "j M"
