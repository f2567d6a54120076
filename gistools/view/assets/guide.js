(function () {
  "use strict";
  var parts = document.querySelectorAll("[data-language]");
  var buttons = document.querySelectorAll("[data-say]");
  function say(language) {
    parts.forEach(function (one) { one.hidden = one.getAttribute("data-language") !== language; });
    buttons.forEach(function (one) { one.setAttribute("aria-pressed", String(one.getAttribute("data-say") === language)); });
    document.documentElement.lang = language;
    document.title = document.querySelector('[data-language="' + language + '"] h1').textContent;
  }
  buttons.forEach(function (one) {
    one.hidden = false;
    one.addEventListener("click", function () { say(one.getAttribute("data-say")); });
  });
  say("da");
  document.querySelectorAll(".map").forEach(function (map) {
    var picture = map.querySelector("svg");
    var whole = picture.getAttribute("viewBox").split(" ").map(Number);
    var now = whole.slice();
    function show() { picture.setAttribute("viewBox", now.join(" ")); }
    function zoom(factor) {
      var wide = Math.min(now[2] * factor, whole[2]), high = Math.min(now[3] * factor, whole[3]);
      now = [now[0] + (now[2] - wide) / 2, now[1] + (now[3] - high) / 2, wide, high];
      keep();
    }
    function keep() {
      now[0] = Math.min(Math.max(now[0], whole[0]), whole[0] + whole[2] - now[2]);
      now[1] = Math.min(Math.max(now[1], whole[1]), whole[1] + whole[3] - now[3]);
      show();
    }
    var acts = {
      "in": function () { zoom(0.6); },
      "out": function () { zoom(1 / 0.6); },
      "left": function () { now[0] -= now[2] / 4; keep(); },
      "right": function () { now[0] += now[2] / 4; keep(); },
      "up": function () { now[1] -= now[3] / 4; keep(); },
      "down": function () { now[1] += now[3] / 4; keep(); },
    };
    var row = map.querySelector(".zoom");
    row.hidden = false;
    row.querySelectorAll("button").forEach(function (one) {
      one.addEventListener("click", acts[one.getAttribute("data-act")]);
    });
  });
})();
