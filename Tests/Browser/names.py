"""Names of organizations, campaigns and channels: forty campaigns, and a good part of them are attacks or traps.

A name is data (DESIGN §3): 1 to 128 bytes of UTF-8 without control characters. Whatever it says, a page shows it so.
"""

from __future__ import annotations

HOSTILE_CAMPAIGNS = (
    "<img src=x onerror=alert(1)>",
    "\"'><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "'\u0301 onmouseover=alert(1) x='",  # a quote and its accent are one character, and two code points
    "\"\u0308 autofocus onfocus=alert(1) x=\"",
    "javascript:alert(1)",
    "{{view}} {{{view}}} ${alert(1)}",
    "&lt;b&gt; &amp; &#39;",
    "spring\u202egnirps",  # turns the reading order of what follows, unless it is isolated
    "\u05e9\u05dc\u05d5\u05dd 12 \u0645\u0631\u062d\u0628\u0627",  # right to left by itself
    "\U0001f469\u200d\U0001f4bb" * 11 + "\U0001f680",  # 125 bytes, 23 code points, 12 pictures
    "\U0001f984" * 32,  # 128 bytes
    "cafe\u0301",
    "caf\u00e9",  # the same to a reader, another campaign
    '=HYPERLINK("http://evil.example","click")',
    "+1",
    "-1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    " both ends spaced ",
    "100% of A&B + C/D #7? a=b;c",
    "../../etc/passwd",
    "%2e%2e%2f|%00",
    "a\u2028b",  # a line break to JavaScript, not to JSON
    "\ufeffmark",
    "null",
    "x" * 128,
)
PLAIN_CAMPAIGNS = tuple(f"camp_{number:03}" for number in range(1, 15))
CAMPAIGNS = PLAIN_CAMPAIGNS + HOSTILE_CAMPAIGNS
ORGANIZATIONS = ("org_1", "org_2", "acme & sons <b>")
CHANNELS = ("search", "social", "video", "e-mail/50% \"off\"", "<svg onload=alert(2)>")


def check() -> None:
    """- Raises AssertionError for a name that no aggregator would let through."""
    for name in CAMPAIGNS + ORGANIZATIONS + CHANNELS:
        assert 1 <= len(name.encode()) <= 128 and all(sign >= " " and sign != "\x7f" for sign in name), name
