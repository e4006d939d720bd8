"""Findings of the right form with any content: what a hostile worker may answer."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

_LARGEST_INTEGER = 2**63
_LARGEST_NUMBER = 1e19

Form = inspect.Type
Values = st.SearchStrategy[Any]


def answers_of(struct: type[msgspec.Struct]) -> Values:
    """Return a strategy of JSON values that decode as this type."""
    return _values(inspect.type_info(struct))


def _values(form: Form) -> Values:
    match form:
        case inspect.StructType():
            return st.fixed_dictionaries(
                {field.encode_name: _values(field.type) for field in form.fields}
            )
        case inspect.UnionType():
            return st.one_of([_values(one) for one in form.types])
        case inspect.ListType():
            return st.lists(_values(form.item_type), max_size=form.max_length or 3)
        case inspect.TupleType():
            return st.tuples(*map(_values, form.item_types)).map(list)
        case inspect.DictType():
            return st.dictionaries(_values(form.key_type), _values(form.value_type), max_size=3)
        case inspect.EnumType():
            return st.sampled_from([member.value for member in form.cls])
        case inspect.LiteralType():
            return st.sampled_from(list(form.values))
        case inspect.Metadata():
            return _values(form.type)
    return _SIMPLE[type(form)](form)


def _integers(form: Any) -> Values:
    low = form.ge if form.ge is not None else -_LARGEST_INTEGER
    high = form.le if form.le is not None else _LARGEST_INTEGER
    if form.lt is not None:
        high = form.lt - 1
    return st.integers(low, high) | st.integers(low, min(high, low + 300))


def _floats(form: Any) -> Values:
    low = -_LARGEST_NUMBER if form.ge is None and form.gt is None else (form.ge or form.gt or 0.0)
    high = _LARGEST_NUMBER if form.le is None else form.le
    if form.lt is not None:
        high = form.lt
    bounds = {"exclude_min": form.gt is not None, "exclude_max": form.lt is not None}
    return st.floats(low, high, **bounds) | st.floats(low, min(high, low + 10.0), **bounds)


def _texts(form: Any) -> Values:
    if form.pattern is not None:
        return st.from_regex(form.pattern.removesuffix("$") + r"\Z")
    return st.text(min_size=form.min_length or 0, max_size=min(20, form.max_length or 20))


_SIMPLE: dict[type, Callable[[Any], Values]] = {
    inspect.IntType: _integers,
    inspect.FloatType: _floats,
    inspect.StrType: _texts,
    inspect.BoolType: lambda _form: st.booleans(),
    inspect.NoneType: lambda _form: st.none(),
    inspect.BytesType: lambda _form: st.just("QUJD"),
    inspect.DateTimeType: lambda _form: st.datetimes(timezones=st.just(UTC)).map(str),
}
