"""Types of columns: lists of codes, and choices among a few words."""

from enum import StrEnum

from sqlalchemy import Dialect, Enum, Text, TypeDecorator


class CodeList(TypeDecorator[tuple[str, ...]]):
    """A tuple of codes, stored as text with `;` between them so that QGIS can edit it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """Join the codes in the order given."""
        del dialect
        return None if value is None else ";".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        """Split the text; nothing stored is no code."""
        del dialect
        return tuple(code.strip() for code in value.split(";") if code.strip()) if value else ()


def choice(kind: type[StrEnum], name: str) -> Enum:
    """Store the member's value as text, held to the choices by a check constraint."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )
