"""What an installation may set: environment variables that begin with NIANGJIA_."""

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from geo.errors import InvalidInput
from geo.messages import Message
from geo.travel_times import DETOUR_SHARE, Estimate, Mode, Speeds

SETTING_INVALID = Message(
    "setting_invalid",
    zh="环境变量 {name} 的值“{value}”用不了：{reason}。请改正后重新启动。",
    en='the environment variable {name} has the value "{value}": {reason}; correct it',
)
PREFIX = "NIANGJIA_"


class Settings(BaseSettings):
    """All settings with their defaults; read once at the door and passed down."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    database_url: str = Field(
        "sqlite:///niangjia.db", description="SQLite file or PostgreSQL with PostGIS."
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=1, le=65_535, description="Port the server listens on.")
    public_url: str = Field(
        "", description="Address workers know, put before links to our own pages."
    )
    walk_m_per_min: float = Field(80, gt=0, description="Speed on foot, metres per minute.")
    bike_m_per_min: float = Field(200, gt=0, description="Speed by bicycle, metres per minute.")
    ebike_m_per_min: float = Field(300, gt=0, description="Speed by e-bike, metres per minute.")
    drive_m_per_min: float = Field(400, gt=0, description="Speed by car, metres per minute.")
    detour_share: float = Field(
        DETOUR_SHARE, ge=1, description="Length of ways over the straight line, for estimates."
    )

    def estimate(self, mode: Mode) -> Estimate:
        """Return how travel times of a mode are estimated here."""
        speeds = Speeds(
            self.walk_m_per_min, self.bike_m_per_min, self.ebike_m_per_min, self.drive_m_per_min
        )
        return Estimate(speeds.metres_per_second(mode), self.detour_share)


def read_settings() -> Settings:
    """Read the environment; raises InvalidInput that names a variable that cannot be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise InvalidInput(
            SETTING_INVALID, name=name, value=first["input"], reason=first["msg"]
        ) from error
