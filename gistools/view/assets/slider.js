/* Rasters that are drawn stop by stop: runs of pixels on a canvas, of which only those that change are painted anew. */
(function () {
  "use strict";

  var PACE_MS = 90;

  var CanvasOverlay = L.ImageOverlay.extend({
    _initImage: function () {
      this._image = this._url;
      this._image.classList.add("leaflet-image-layer");
      if (this._zoomAnimated) { this._image.classList.add("leaflet-zoom-animated"); }
    }
  });

  // gap, length and index of each run: see packed_runs
  function unpack(text) {
    var bytes = atob(text), at = 0, place = 0, runs = { start: [], length: [], index: [] };
    function number() {
      var value = 0, shift = 0, byte;
      do {
        byte = bytes.charCodeAt(at++);
        value += (byte & 127) * Math.pow(2, shift);
        shift += 7;
      } while (byte & 128);
      return value;
    }
    while (at < bytes.length) {
      place += number();
      runs.start.push(place);
      runs.length.push(number());
      place += runs.length[runs.length.length - 1];
      runs.index.push(number());
    }
    return runs;
  }

  // the runs of each index, one list after another: those of index k begin at first[k]
  function sorted(runs, most) {
    var first = new Uint32Array(most + 2), count = runs.index.length, k;
    for (k = 0; k < count; k += 1) { first[runs.index[k] + 1] += 1; }
    for (k = 1; k < first.length; k += 1) { first[k] += first[k - 1]; }
    var next = first.slice(), start = new Uint32Array(count), length = new Uint32Array(count);
    for (k = 0; k < count; k += 1) {
      var to = next[runs.index[k]]++;
      start[to] = runs.start[k];
      length[to] = runs.length[k];
    }
    return { first: first, start: start, length: length };
  }

  function rising(spec, options) {
    var slider = spec.slider, last = slider.colours.length, reached = 0;
    var canvas = document.createElement("canvas");
    canvas.width = slider.cols;
    canvas.height = slider.rows;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", spec.alt);
    var context = canvas.getContext("2d");
    var image = context.createImageData(slider.cols, slider.rows);
    var pixels = new Uint32Array(image.data.buffer);
    var runs = sorted(unpack(slider.runs), last);
    var colours = slider.colours.map(function (c) {
      return new Uint32Array(new Uint8Array([c[0], c[1], c[2], 255]).buffer)[0];
    });

    function paint(from, to, on) {
      var low = slider.rows, high = -1, index, k;
      for (index = from; index <= to; index += 1) {
        for (k = runs.first[index]; k < runs.first[index + 1]; k += 1) {
          var end = runs.start[k] + runs.length[k];
          pixels.fill(on ? colours[index - 1] : 0, runs.start[k], end);
          low = Math.min(low, Math.floor(runs.start[k] / slider.cols));
          high = Math.max(high, Math.floor((end - 1) / slider.cols));
        }
      }
      if (high >= low) { context.putImageData(image, 0, 0, 0, low, slider.cols, high - low + 1); }
    }

    var layer = new CanvasOverlay(canvas, spec.bounds, options);
    layer.reach = function (place) {
      var index = place >= slider.stops.length ? last : place;
      if (index > reached) { paint(reached + 1, index, true); } else { paint(index + 1, reached, false); }
      reached = index;
    };
    layer.reach(slider.stops.length);
    control(spec, layer);
    return layer;
  }

  function control(spec, layer) {
    var box = document.querySelector("[data-slider='" + spec.number + "']");
    if (!box) { return; }
    var slider = spec.slider, range = box.querySelector("input"), button = box.querySelector("button");
    var said = box.querySelector("b"), told = box.querySelector("p[id]");
    var entries = box.parentNode.querySelectorAll("ul > li");
    var still = window.matchMedia("(prefers-reduced-motion: reduce)");
    var last = slider.stops.length, timer = null;
    var least = {};  // the first place at which a class is drawn
    slider.classes.forEach(function (one, k) { least[one] = Math.min(k + 1, last, least[one] || last); });

    function show() {
      var place = Number(range.value);
      layer.reach(place);
      said.textContent = slider.stops[place - 1];
      told.textContent = slider.told[place - 1];
      range.setAttribute("aria-valuetext", slider.stops[place - 1]);
      entries.forEach(function (entry, one) { entry.classList.toggle("gt-unreached", place < least[one]); });
    }
    function move(place) {
      range.value = place;
      show();
    }
    function name() {
      button.textContent = still.matches ? slider.words.next : timer === null ? slider.words.play : slider.words.pause;
    }
    function stop() {
      window.clearInterval(timer);
      timer = null;
      told.setAttribute("aria-live", "polite");
      name();
    }
    function play() {
      told.setAttribute("aria-live", "off");  // or every stop would be read aloud
      if (Number(range.value) >= last) { move(1); }
      timer = window.setInterval(function () {
        move(Number(range.value) + 1);
        if (Number(range.value) >= last) { stop(); }
      }, PACE_MS);
      name();
    }
    // for readers who want nothing to move: one class further at each press
    function next() {
      var place = Number(range.value) % last + 1;
      while (place + 1 < last && slider.classes[place] === slider.classes[place - 1]) { place += 1; }
      move(place);
    }

    range.addEventListener("input", function () { stop(); show(); });
    button.addEventListener("click", function () {
      if (timer !== null) { stop(); } else if (still.matches) { next(); } else { play(); }
    });
    if (still.addEventListener) { still.addEventListener("change", stop); }
    layer.on("add", function () { range.disabled = button.disabled = false; });
    layer.on("remove", function () { stop(); range.disabled = button.disabled = true; });
    range.disabled = button.disabled = !spec.shown;
    box.hidden = false;
    move(last);
    name();
  }

  gistools.rising = rising;
})();
