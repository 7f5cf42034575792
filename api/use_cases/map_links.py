"""Links that open a map app with the way to a service point, each in the datum it expects.

Amap takes GCJ-02 as lon,lat (lbs.amap.com, URI API); Baidu takes BD-09 as lat,lng and Tencent
GCJ-02 as lat,lng (lbs.qq.com, uriV1).
"""

from urllib.parse import quote

from geo.travel import Mode

_AMAP_MODES = {Mode.WALK: "walk", Mode.BIKE: "ride", Mode.EBIKE: "ride", Mode.DRIVE: "car"}
_TENCENT_MODES = {Mode.WALK: "walk", Mode.BIKE: "walk", Mode.EBIKE: "walk", Mode.DRIVE: "drive"}


def map_links(
    code: str,
    name: str,
    *,
    gcj02: tuple[float, float],
    bd09: tuple[float, float],
    mode: Mode,
    public_url: str,
) -> dict[str, str]:
    """Return the links by app, and `page` for our own page of the service point."""
    title = quote(name, safe="")
    lon, lat = gcj02
    baidu_lon, baidu_lat = bd09
    return {
        "amap": f"https://uri.amap.com/navigation?to={lon:.6f},{lat:.6f},{title}"
        f"&mode={_AMAP_MODES[mode]}&src=niangjia&callnative=1",
        "baidu": f"https://api.map.baidu.com/marker?location={baidu_lat:.6f},{baidu_lon:.6f}"
        f"&title={title}&content={title}&output=html&coord_type=bd09ll&src=niangjia",
        "tencent": f"https://apis.map.qq.com/uri/v1/routeplan?type={_TENCENT_MODES[mode]}"
        f"&to={title}&tocoord={lat:.6f},{lon:.6f}&coord_type=2&referer=niangjia",
        "page": f"{public_url}/points/{quote(code, safe='')}",
    }
