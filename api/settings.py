"""What an installation may set: environment variables that begin with NIANGJIA_."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from geo.travel_times import DETOUR_SHARE, Estimate, Mode, Speeds


class Settings(BaseSettings):
    """All settings with their defaults; read once at the door and passed down."""

    model_config = SettingsConfigDict(env_prefix="NIANGJIA_", frozen=True)

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
