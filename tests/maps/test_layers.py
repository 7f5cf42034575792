import json
import re

import folium
import numpy as np
import pytest

from geo.messages import Language
from maps.bounds import WHOLE_COUNTRY
from maps.canvas import canvas, render
from maps.layers import DataLayer, data_element

JSON = re.compile(
    r'<script type="application/json" data-map="map" data-draws="backdrop">(.*?)</script>'
)
NASTY = "</script><!-- <script>{{ 7*7 }}{% if %} & \"'\u2028"


def written(data):
    drawn = canvas("A", Language.ENGLISH, bounds=WHOLE_COUNTRY)
    DataLayer("backdrop", data).add_to(drawn)
    return json.loads(JSON.search(render(drawn))[1])


def test_data_arrives_as_it_was_given():
    data = {"name": NASTY, "people": [1, 2.5, None], "open": True}

    assert written(data) == data


def test_numpy_arrays_arrive_as_lists():
    assert written({"people": np.array([1, 2, 4])}) == {"people": [1, 2, 4]}


def test_nothing_in_the_data_can_end_its_element():
    element = data_element("map", "backdrop", {NASTY: NASTY})

    assert element.count("<") == 2


def test_a_layer_that_is_on_no_map_says_so():
    group = folium.FeatureGroup().add_to(canvas("A", Language.ENGLISH, bounds=WHOLE_COUNTRY))
    layer = DataLayer("backdrop", {}).add_to(group)

    with pytest.raises(TypeError, match="drawn on a map"):
        layer.render()
