/* Asks for the position when tapped, and only then; sends it by POST so that no address holds it. */
(function () {
  "use strict";

  var form = document.getElementById("lookup");
  var button = document.getElementById("locate");
  if (!form || !button || !navigator.geolocation) {
    return;
  }
  var status = document.getElementById("locate-status");
  var lon = form.elements.lon;
  var lat = form.elements.lat;
  var sent = { method: form.method, lon: lon.value, lat: lat.value, unused: lon.disabled };

  function tell(text) {
    status.textContent = text;
    status.hidden = !text;
  }

  function fill(method, x, y, unused) {
    form.method = method;
    lon.value = x;
    lat.value = y;
    lon.disabled = lat.disabled = unused;
  }

  function rest() {
    button.disabled = false;
    tell("");
    fill(sent.method, sent.lon, sent.lat, sent.unused);
  }

  function found(position) {
    var here = position.coords;
    fill("post", here.longitude.toFixed(5), here.latitude.toFixed(5), false);
    form.elements.place.value = "";
    form.submit();
  }

  function failed(error) {
    rest();
    if (error.code === error.PERMISSION_DENIED) {
      tell(form.getAttribute("data-denied"));
    } else if (error.code === error.TIMEOUT) {
      tell(form.getAttribute("data-slow"));
    } else {
      tell(form.getAttribute("data-unavailable"));
    }
  }

  button.parentNode.hidden = false;
  button.addEventListener("click", function () {
    button.disabled = true;
    tell(form.getAttribute("data-wait"));
    navigator.geolocation.getCurrentPosition(found, failed, {
      enableHighAccuracy: true,
      timeout: 15000,
      maximumAge: 60000
    });
  });

  /* A page that comes back out of the browser's memory has forgotten the position. */
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      rest();
    }
  });
})();
