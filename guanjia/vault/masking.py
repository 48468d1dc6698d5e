"""How personal data looks to whoever has not asked to see it in clear."""

DOT = "•"


def masked_phone(phone: str) -> str:
    """Return 138••••1234: enough to tell two numbers apart, not enough to call."""
    digits = phone.removeprefix("+86")
    if len(digits) < 8:
        return DOT * len(digits)
    return f"{digits[:3]}{DOT * (len(digits) - 7)}{digits[-4:]}"


def masked_name(name: str) -> str:
    """Return the surname and one dot for each further character."""
    return name[:1] + DOT * max(len(name) - 1, 0)


def masked_number(number: str) -> str:
    """Return a paper's or person's number with all but the last four characters hidden."""
    return DOT * max(len(number) - 4, 0) + number[-4:] if len(number) > 4 else DOT * len(number)


def masked_address(address: str, keep: int = 6) -> str:
    """Return the first `keep` characters, which name the district and rarely the door."""
    return address[:keep] + DOT * 4 if len(address) > keep else DOT * 4
