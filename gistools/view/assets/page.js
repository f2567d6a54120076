/* Draws the layers that gistools hands over. Attribute values become text nodes, never HTML. */
var gistools = (function () {
  "use strict";

  // a canvas that draws a head at the end of lines whose symbol has one
  var ArrowCanvas = L.Canvas.extend({
    _updatePoly: function (layer, closed) {
      L.Canvas.prototype._updatePoly.call(this, layer, closed);
      if (this._drawing && layer.options.arrow) { layer._rings.forEach(head.bind(null, this._ctx, layer.options)); }
    }
  });

  function head(ctx, options, points) {
    var tip = points[points.length - 1], k = points.length - 2, size = 4 + 3 * options.weight;
    while (k > 0 && tip.distanceTo(points[k]) < size) { k -= 1; }
    if (k < 0 || tip.equals(points[k])) { return; }
    ctx.save();
    ctx.translate(tip.x, tip.y);
    ctx.rotate(Math.atan2(tip.y - points[k].y, tip.x - points[k].x));
    ctx.beginPath();
    ctx.moveTo(0, 0);
    ctx.lineTo(-size, -size / 2);
    ctx.lineTo(-size, size / 2);
    ctx.closePath();
    ctx.fillStyle = options.color;
    ctx.globalAlpha = options.opacity;
    ctx.fill();
    ctx.restore();
  }

  function createMap(id, spec) {
    var map = L.map(id, {
      attributionControl: false, zoomControl: false, zoomSnap: 0.25, zoomDelta: 0.5, maxZoom: 23, preferCanvas: true
    });
    map.gt = { layers: [], words: spec.words };
    // below the rasters lies the ground (hillshade, buildings), above them the vector layers on one common canvas
    [["gt-shade", 310], ["gt-ground", 320], ["gt-raster", 330]].forEach(function (pane) {
      map.createPane(pane[0]).style.zIndex = pane[1];
      map.getPane(pane[0]).style.pointerEvents = "none";
    });
    map.gt.ground = L.canvas({ pane: "gt-ground", padding: 0.3 });
    map.gt.canvas = new ArrowCanvas({ padding: 0.3, tolerance: 5 });
    fit(map, spec);
    L.control.zoom({ position: "topleft", zoomInTitle: spec.words.zoomIn, zoomOutTitle: spec.words.zoomOut }).addTo(map);
    whole(map, spec);
    L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);
    map.on("popupopen", function (event) {
      var close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      if (close) { close.setAttribute("aria-label", spec.words.close); close.title = spec.words.close; }
    });
    return map;
  }

  // the whole map is shown until the reader takes over, also when the window or notebook gets its size late
  function fit(map, spec) {
    var taken = false;
    function refit() { if (!taken) { map.fitBounds(spec.bounds, { padding: [8, 8], animate: false }); } }
    ["pointerdown", "keydown", "wheel"].forEach(function (event) {
      map.getContainer().addEventListener(event, function () { taken = true; }, { passive: true });
    });
    refit();
    map.on("resize", refit);
  }

  function whole(map, spec) {
    var control = L.control({ position: "topleft" });
    control.onAdd = function () {
      var bar = L.DomUtil.create("div", "leaflet-bar leaflet-control");
      var button = L.DomUtil.create("a", "", bar);
      button.href = "#";
      button.textContent = "\u2922";
      button.title = spec.words.whole;
      button.setAttribute("role", "button");
      button.setAttribute("aria-label", spec.words.whole);
      L.DomEvent.on(button, "click", function (event) {
        L.DomEvent.stop(event);
        map.fitBounds(spec.bounds, { padding: [8, 8] });
      });
      return bar;
    };
    control.addTo(map);
  }

  function raster(map, spec) {
    var options = { opacity: spec.opacity, alt: spec.alt, pane: spec.pane, className: spec.smooth ? "gt-smooth" : "" };
    var layer = spec.slider ? gistools.rising(spec, options) : L.imageOverlay(spec.url, spec.bounds, options);
    // shown smaller than it is, a picture is smoothed, or thin streams would break up; shown larger, cells stay sharp
    function sharpen() {
      var image = layer.getElement();
      if (image) { image.classList.toggle("gt-reduced", image.offsetWidth < (image.naturalWidth || image.width)); }
    }
    layer.on("load add", sharpen);
    map.on("zoomend", sharpen);
    return join(map, layer, spec);
  }

  function vector(map, spec) {
    var renderer = spec.beneath ? map.gt.ground : map.gt.canvas;
    function options(feature) {
      return L.extend({ renderer: renderer, interactive: !spec.beneath }, spec.symbols[feature.properties.s]);
    }
    var layer = L.geoJSON(spec.data, {
      renderer: renderer,
      interactive: !spec.beneath,
      style: options,
      pointToLayer: function (feature, place) { return L.circleMarker(place, options(feature)); },
      onEachFeature: function (feature, drawn) {
        if (!spec.beneath) {
          drawn.bindPopup(function () { return table(spec, feature.properties.v); }, { maxWidth: 360, maxHeight: 320 });
        }
      }
    });
    write(map, layer, spec);
    return join(map, layer, spec);
  }

  // what is written on features goes with their layer; of labels that would cover each other the first stays
  function write(map, layer, spec) {
    if (!spec.labels.length) { return; }
    var group = L.layerGroup(spec.labels.map(function (one) {
      var text = document.createElement("span");
      text.textContent = one.text;
      if (spec.labelScale !== 1) { text.style.fontSize = 12 * spec.labelScale + "px"; }
      if (spec.lift) { text.className = "gt-above"; text.style.marginTop = -spec.lift + "px"; }
      var icon = L.divIcon({ className: "gt-label", html: text, iconSize: [0, 0] });
      return L.marker(one.at, { icon: icon, interactive: false, keyboard: false });
    }));
    layer.on("add", function () { group.addTo(map); thin(map); });
    layer.on("remove", function () { group.remove(); thin(map); });
    if (!map.gt.written) { map.gt.written = true; map.on("zoomend resize", function () { thin(map); }); }
  }

  function thin(map) {
    var taken = [];
    map.getContainer().querySelectorAll(".gt-label span").forEach(function (text) {
      var box = text.getBoundingClientRect();
      var covers = taken.some(function (other) {
        return box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
      });
      text.style.visibility = covers ? "hidden" : "visible";
      if (!covers) { taken.push(box); }
    });
  }

  function table(spec, values) {
    var element = document.createElement("table");
    element.createCaption().textContent = spec.name;
    spec.fields.forEach(function (heading, index) {
      var row = element.insertRow();
      var label = document.createElement("th");
      label.scope = "row";
      label.textContent = heading;
      row.appendChild(label);
      row.insertCell().textContent = values[index];
    });
    return element;
  }

  function join(map, layer, spec) {
    var number = spec.number;
    if (spec.shown) { layer.addTo(map); }
    if (number === null) { return layer; }
    map.gt.layers[number] = layer;
    var box = document.querySelector("input[data-layer='" + number + "']");
    if (box) {
      box.checked = spec.shown;
      box.addEventListener("change", function () {
        if (box.checked) { layer.addTo(map); restack(map); } else { map.removeLayer(layer); }
        box.closest("section").classList.toggle("gt-hidden", !box.checked);
      });
    }
    return layer;
  }

  function restack(map) {
    map.gt.layers.forEach(function (layer) {
      if (layer && map.hasLayer(layer) && layer.bringToFront) { layer.bringToFront(); }
    });
  }

  return { createMap: createMap, raster: raster, vector: vector };
})();
