"""The geometry column: PostGIS geometry on PostgreSQL, WKB on SQLite, shapely on both."""

from collections.abc import Callable

import shapely
from geoalchemy2.comparator import Comparator
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import DDLCompiler
from sqlalchemy.types import UserDefinedType

SRID = 4326


class Geometry(UserDefinedType[BaseGeometry]):
    """A shapely geometry in EPSG:4326, order lon, lat; `kind` is the OGC type name.

    GeoAlchemy2's own type creates SpatiaLite columns on SQLite, which a plain file cannot hold
    (docs/decisions/0002-two-homes.md); its SQL functions work on this type as well.
    """

    cache_ok = True
    comparator_factory = Comparator

    def __init__(self, kind: str = "GEOMETRY") -> None:
        self.kind = kind

    def get_col_spec(self, **_: object) -> str:
        """Return the column type of PostGIS."""
        return f"geometry({self.kind},{SRID})"

    def bind_processor(self, dialect: Dialect) -> Callable[[BaseGeometry | None], object]:
        """Send WKB to SQLite, and EWKB in hexadecimal, which PostGIS casts by itself.

        Heights are dropped. SQLite refuses another kind here, as PostGIS does by itself.
        """
        convert = self._to_wkb if dialect.name == "sqlite" else self._to_ewkb
        return lambda value: None if value is None else convert(self._as_kind(value))

    def _as_kind(self, value: BaseGeometry) -> BaseGeometry:
        if self.kind == "MULTIPOLYGON" and isinstance(value, Polygon):
            return MultiPolygon([value])
        return value

    def _to_wkb(self, value: BaseGeometry) -> bytes:
        if self.kind not in ("GEOMETRY", value.geom_type.upper()):
            message = f"a {value.geom_type} cannot be stored where a {self.kind} is expected"
            raise ValueError(message)
        return shapely.to_wkb(value, output_dimension=2)

    @staticmethod
    def _to_ewkb(value: BaseGeometry) -> str:
        located = shapely.set_srid(value, SRID)
        return shapely.to_wkb(located, hex=True, output_dimension=2, include_srid=True)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[bytes | str | None], BaseGeometry | None]:
        """Read either form back into shapely, without an SRID: it is always 4326."""
        del dialect, coltype
        return lambda value: None if value is None else shapely.set_srid(shapely.from_wkb(value), 0)


@compiles(Geometry, "sqlite")
def _as_blob(type_: Geometry, compiler: DDLCompiler, **_: object) -> str:
    del type_, compiler
    return "BLOB"
