"""When a budget is reset: the rule of the contract, section 1.1, worked out here once more."""

import re
from datetime import datetime, timedelta

_WORDS = {"hourly": "1h", "daily": "1d", "weekly": "1w", "monthly": "1mo"}
_UNITS = ("s", "m", "h", "d", "w", "mo")
_TOLERANCE = timedelta(seconds=3)


def _next_month(now: datetime) -> datetime:
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1)


def _in_days(now: datetime, midnight: datetime, count: int) -> datetime:
    if count == 7:
        return midnight + timedelta(days=7 - now.weekday())
    if count == 30:
        return _next_month(now)
    return midnight + timedelta(days=count)


def _next(duration: str, now: datetime) -> datetime:
    found = re.match(r"(\d+)([A-Za-z]+)", _WORDS.get(duration.lower(), duration))
    if found is None:
        raise ValueError(duration)
    # A unit that nobody knows, such as "days", means a day.
    count, unit = (int(found[1]), found[2]) if found[2] in _UNITS else (1, "d")
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    hour = now.replace(minute=0, second=0, microsecond=0)
    if unit == "s":
        return now + timedelta(seconds=count - now.second % count)
    if unit == "m":
        return hour + timedelta(minutes=(now.minute // count + 1) * count)
    if unit == "h":
        return midnight + timedelta(hours=(now.hour // count + 1) * count)
    if unit == "mo":
        return _next_month(now)
    return _in_days(now, midnight, count * (7 if unit == "w" else 1))


def parse_time(text: str) -> datetime:
    """A time in any of the forms of the proxy."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _add_months(time: datetime, count: int) -> datetime:
    year, month = divmod(time.month - 1 + count, 12)
    for day in (time.day, 30, 29, 28):
        try:
            return time.replace(year=time.year + year, month=month + 1, day=day)
        except ValueError:
            continue
    raise ValueError(count)


def describe_span(text: str, now: datetime) -> str:
    """How far from now a time is, for one that is reckoned from the call."""
    time = parse_time(text)
    for months in range(2, 13):
        if abs(_add_months(now, months) - time) <= _TOLERANCE:
            return f"in {months} months"
    return f"in {round((time - now).total_seconds() / 10) * 10} s"


def describe(duration: str | None, reset: str | None, before: datetime, after: datetime) -> str:
    """Whether a reset time is the one of the rule, for a call made between two moments."""
    if duration is None or reset is None:
        return f"{duration} and {reset}"
    time = parse_time(reset)
    for now in (before, after):
        if abs(_next(duration, now) - time) <= _TOLERANCE:
            return f"as {duration} has it"
    return f"{round((time - after).total_seconds() / 10) * 10} s after the call with {duration}"
