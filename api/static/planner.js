/* What makes the planner's pages quicker; all of them work without it. */
(function () {
  "use strict";

  /* Says how opening hours are understood while they are being written. */
  function follow(input, address) {
    var line = document.getElementById(input.getAttribute("data-understood"));
    var waiting = 0;
    var asked = 0;

    function show(number, answer) {
      if (number !== asked) {
        return;
      }
      line.textContent = answer.text;
      line.className = answer.is_understood ? "understood" : "wrong";
      input.setAttribute("aria-invalid", answer.is_understood ? "false" : "true");
    }

    function ask() {
      var number = ++asked;
      var joint = address.indexOf("?") < 0 ? "?" : "&";
      fetch(address + joint + "text=" + encodeURIComponent(input.value))
        .then(function (response) { return response.ok ? response.json() : null; })
        .then(function (answer) { if (answer) { show(number, answer); } })
        .catch(function () { /* The page says it when it is sent. */ });
    }

    input.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 250);
    });
  }

  /* Lets a dot on a drawn map be moved, and longitude and latitude with it. */
  function move(map, form) {
    var dot = map.querySelector(".here");
    var box = map.viewBox.baseVal;
    var isMoving = false;

    function edge(name) {
      return parseFloat(map.getAttribute("data-" + name));
    }

    function put(event) {
      var shown = map.getBoundingClientRect();
      var x = Math.min(Math.max((event.clientX - shown.left) / shown.width, 0), 1);
      var y = Math.min(Math.max((event.clientY - shown.top) / shown.height, 0), 1);
      form.elements.lon.value = (edge("west") + x * (edge("east") - edge("west"))).toFixed(6);
      form.elements.lat.value = (edge("north") - y * (edge("north") - edge("south"))).toFixed(6);
      form.elements.crs.value = "wgs84";
      dot.setAttribute("transform", "translate(" + x * box.width + " " + y * box.height + ")");
    }

    map.classList.add("movable");
    map.parentNode.querySelector(".moves").hidden = false;
    map.addEventListener("pointerdown", function (event) {
      isMoving = true;
      map.setPointerCapture(event.pointerId);
      put(event);
    });
    map.addEventListener("pointermove", function (event) {
      if (isMoving) {
        put(event);
      }
    });
    ["pointerup", "pointercancel"].forEach(function (name) {
      map.addEventListener(name, function () { isMoving = false; });
    });
  }

  var form = document.getElementById("point");
  var map = document.getElementById("point-map");
  var hours = document.querySelector("[data-understood]");
  if (form && hours && window.fetch) {
    follow(hours, form.getAttribute("data-hours"));
  }
  if (form && map && window.PointerEvent) {
    move(map, form);
  }
})();
