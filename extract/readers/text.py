"""The reader of plain text: bytes to text for a batch, with a fast path for valid UTF-8."""

from __future__ import annotations

import polars as pl

from extract.readers.encodings import NOTHING, decode

# Tabs and newlines carry the layout; every other control character becomes a space, so that nothing joins.
_CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_CONTROL_BYTES = bytes([*(code for code in range(32) if code not in (9, 10)), 127])
_VISIBLE = r"[^\s\x00\x{feff}\x{200b}]"
# Above this share of control characters a content is no text, whatever it decodes to.
_CONTROL_SHARE = 0.1


def decode_texts(contents: pl.DataFrame) -> pl.DataFrame:
    """Decode the contents that have no reason_code yet.

    Args:
        contents: content_sha256, content (binary), reason_code.

    Returns:
        The same rows with `text`, `encoding_code`, `has_damaged_bytes`; `reason_code` says `empty` or
        `undecodable` where the bytes hold no plain text, and `text` is null then.
    """
    unread = contents.with_columns(pl.when(pl.col("reason_code").is_null()).then("content").alias("content"))
    return _judge(_clean(_decode(unread)))


def _decode(contents: pl.DataFrame) -> pl.DataFrame:
    """Valid UTF-8 as a whole column; what is not, or holds NULs, one by one."""
    content = contents["content"]
    plain = _plain_utf_8(content)
    if not plain.all():  # made anew, because the cast looks at the bytes behind nulls too
        content = pl.Series([one if keep else None for one, keep in zip(content, plain, strict=True)], dtype=pl.Binary)
    frame = contents.with_columns(
        content.cast(pl.String).str.strip_prefix("\ufeff").alias("text"),
        pl.when(plain).then(pl.lit("utf-8")).alias("encoding_code"),
        pl.lit(False).alias("has_damaged_bytes"),
    )
    return frame if plain.all() else _decode_others(frame, ~plain)


def _decode_others(frame: pl.DataFrame, is_other: pl.Series) -> pl.DataFrame:
    """Fill text, encoding and damage of the rows that are not plain UTF-8."""
    others = [NOTHING if one is None else decode(one) for one in frame["content"].filter(is_other)]
    rows = is_other.arg_true()
    return frame.with_columns(
        frame[column].scatter(rows, pl.Series([getattr(one, column) for one in others], dtype=dtype))
        for column, dtype in (("text", pl.String), ("encoding_code", pl.String), ("has_damaged_bytes", pl.Boolean))
    )


def _plain_utf_8(contents: pl.Series) -> pl.Series:
    """Per content, whether it is valid UTF-8 without NULs; trying the whole batch at once first."""
    try:
        return ~contents.cast(pl.String).str.contains("\x00", literal=True).fill_null(True)
    except pl.exceptions.ComputeError:
        return pl.Series([_is_plain(content) for content in contents], dtype=pl.Boolean)


def _is_plain(content: bytes | None) -> bool:
    try:
        return content is not None and b"\x00" not in content and content.decode("utf-8") is not None
    except UnicodeDecodeError:
        return False


def _clean(frame: pl.DataFrame) -> pl.DataFrame:
    """Newlines as `\\n` and control characters as spaces; `control_count` says how many there were."""
    flagged = pl.Series([_may_hold_controls(content) for content in frame["content"]], dtype=pl.Boolean)
    frame = frame.with_columns(pl.lit(0, pl.UInt32).alias("control_count"))
    if not flagged.any():
        return frame
    text = pl.col("text")
    cleaned = frame.filter(flagged).select(
        text.str.replace_all("\r\n?", "\n").str.replace_all(_CONTROLS, " ").alias("text"),
        text.str.count_matches(_CONTROLS).alias("control_count"),
    )
    rows = flagged.arg_true()
    return frame.with_columns(frame[column].scatter(rows, cleaned[column]) for column in cleaned.columns)


def _may_hold_controls(content: bytes | None) -> bool:
    """Whether there is something to clean; in UTF-16 every content looks so. Deleting is the fastest way to look."""
    return content is not None and len(content.translate(None, _CONTROL_BYTES)) != len(content)


def _judge(frame: pl.DataFrame) -> pl.DataFrame:
    """Give a reason_code to what is empty or undecodable, and take its text away."""
    text = pl.col("text")
    empty = (pl.col("content").bin.size() == 0) | ~text.str.contains(_VISIBLE)
    dense = pl.col("control_count") > text.str.len_chars() * _CONTROL_SHARE
    reason = (
        pl.when(pl.col("reason_code").is_not_null())
        .then("reason_code")
        .when(dense)
        .then(pl.lit("undecodable"))
        .when(empty)
        .then(pl.lit("empty"))
        .when(text.is_null())
        .then(pl.lit("undecodable"))
        .alias("reason_code")
    )
    return frame.with_columns(reason).with_columns(
        pl.when(pl.col("reason_code").is_null()).then(pl.col(column)).alias(column)
        for column in ("text", "encoding_code")
    )
