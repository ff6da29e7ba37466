"""Figures in the page's words, made from integers and fractions."""

from __future__ import annotations

from fractions import Fraction

UNDEFINED = "—"


def count(number: int) -> str:
    return f"{number:,}".replace("-", "−")


def money(micros: int) -> str:
    """To the cent, half to even."""
    return _decimal(Fraction(micros, 1_000_000), 2)


def exact_money(micros: int) -> str:
    return _decimal(Fraction(micros, 1_000_000), 6)


def price(ratio: Fraction | None) -> str:
    """Cents; two more places below ten of them."""
    if ratio is None:
        return UNDEFINED
    return _decimal(ratio, 4 if abs(ratio) < Fraction(1, 10) else 2)


def percent(ratio: Fraction | None) -> str:
    return UNDEFINED if ratio is None else _decimal(ratio, 2) + "%"


def multiple(ratio: Fraction | None) -> str:
    return UNDEFINED if ratio is None else _decimal(ratio, 2) + "×"


def tenths(number: Fraction) -> str:
    return _decimal(number, 1)


def micros(text: str) -> int:
    """Back from money with any number of decimals: what adding up a page's own figures needs."""
    return int(Fraction(text.replace(",", "").replace("−", "-")) * 1_000_000)


def _decimal(number: Fraction, places: int) -> str:
    scaled = round(number * 10**places)  # of a Fraction: exact, half to even
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{'−' if scaled < 0 else ''}{whole:,}.{rest:0{places}}"
