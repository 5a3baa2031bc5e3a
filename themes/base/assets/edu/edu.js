/* Small helpers over pages that work without them: display settings are remembered, one menu is open at a time, search is
   fetched when it is asked for, organisations are found as one types. */
(function (script) {
  "use strict";
  var root = document.documentElement;
  var each = function (selector, run, node) { Array.prototype.forEach.call((node || document).querySelectorAll(selector), run); };

  /* ------------------------------------------------------------ display settings */

  var standard = window.eduDisplay.standard;
  var chosen = window.eduDisplay.chosen;

  function applyDisplay() {
    Object.keys(standard).forEach(function (group) {
      var value = chosen[group] || standard[group];
      var input = document.getElementById("edu-" + group + "-" + value);
      if (input) input.checked = true;
      if (value === standard[group]) root.removeAttribute("data-edu-" + group);
      else root.setAttribute("data-edu-" + group, value);
    });
  }

  function rememberDisplay() {
    try {
      localStorage.setItem("edu.display", JSON.stringify(chosen));
    } catch (error) { /* the choice then lasts for this page */ }
  }

  each("[data-edu-display]", function (form) {
    form.addEventListener("change", function (event) {
      chosen[event.target.name.replace("edu-", "")] = event.target.value;
      applyDisplay();
      rememberDisplay();
    });
    form.addEventListener("reset", function (event) {
      event.preventDefault();
      each("input[type=radio]", function (input) { delete chosen[input.name.replace("edu-", "")]; }, form);
      applyDisplay();
      rememberDisplay();
    });
  });
  applyDisplay();
  window.addEventListener("storage", function (event) {
    if (event.key !== "edu.display") return;
    try { chosen = JSON.parse(event.newValue) || {}; } catch (error) { chosen = {}; }
    applyDisplay();
  });

  /* ------------------------------------------------------------ menus: one at a time, Escape and a click outside close */

  function closeMenus(except) {
    each("details[data-edu-menu][open]", function (menu) { if (menu !== except) menu.open = false; });
  }

  each("details[data-edu-menu]", function (menu) {
    menu.addEventListener("toggle", function () { if (menu.open) closeMenus(menu); });
    menu.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details[data-edu-menu]"));
  });

  /* ------------------------------------------------------------ search: Material's bundle on first use */

  var bundle = null;

  function loadSearch() {
    if (bundle) return;
    bundle = document.createElement("script");
    bundle.src = script.getAttribute("data-bundle");
    document.body.appendChild(bundle);
  }

  var query = document.querySelector("[data-md-component=search-query]");
  var toggle = document.getElementById("__search");
  if (query && toggle) {
    query.addEventListener("focus", function () { loadSearch(); toggle.checked = true; closeMenus(null); });
    /* Material listens to keys; this brings it text that was pasted, dictated or picked from a suggestion. */
    query.addEventListener("input", function () { query.dispatchEvent(new KeyboardEvent("keyup")); });
    query.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { toggle.checked = false; query.blur(); }
    });
    each("[data-edu-search]", function (button) {
      button.addEventListener("click", function () { toggle.checked = true; loadSearch(); query.focus(); });
    });
    if (new URLSearchParams(location.search).has("q")) loadSearch();
    query.form.addEventListener("submit", function (event) { event.preventDefault(); });
  }

  /* ------------------------------------------------------------ what stands in for a hidden picture */

  each(".edu-article img[alt]:not([alt=''])", function (image) {
    var text = document.createElement("span");
    text.className = "edu-alt";
    text.textContent = "[" + image.alt + "]";
    image.after(text);
  });

  /* ------------------------------------------------------------ print: show what is folded */

  var folded = [];
  window.addEventListener("beforeprint", function () {
    folded = Array.prototype.slice.call(document.querySelectorAll("main details:not([open])"));
    folded.forEach(function (details) { details.open = true; });
  });
  window.addEventListener("afterprint", function () {
    folded.forEach(function (details) { details.open = false; });
  });

  /* ------------------------------------------------------------ finder of organisations */

  var LIMIT = 12;

  function folder(map) {
    return function (text) {
      return Array.from(String(text || "").toLowerCase()).map(function (letter) {
        return Object.prototype.hasOwnProperty.call(map, letter) ? map[letter] : letter;
      }).join("").replace(/[\s.,;:«»"'()№–—-]+/g, " ").trim();
    };
  }

  /* 3 the name begins with it, 2 a word of the name does, 1 it is inside, 0.5 in the place or the codes; every word counts. */
  function rank(entry, words, whole) {
    var score = entry.name.indexOf(whole) === 0 ? 3 : 0;
    for (var i = 0; i < words.length; i++) {
      var word = words[i];
      if ((" " + entry.name).indexOf(" " + word) >= 0) score += 2;
      else if (entry.name.indexOf(word) >= 0) score += 1;
      else if ((" " + entry.rest).indexOf(" " + word) >= 0) score += 0.5;
      else return 0;
    }
    return score;
  }

  function find(index, text) {
    var whole = index.fold(text);
    if (!whole) return [];
    var words = whole.split(" ");
    return index.entries
      .map(function (entry) { return { entry: entry, score: rank(entry, words, whole) }; })
      .filter(function (hit) { return hit.score > 0; })
      .sort(function (a, b) { return b.score - a.score || a.entry.position - b.entry.position; });
  }

  each("[data-edu-finder]", function (finder) {
    var input = finder.querySelector("[role=combobox]");
    var list = finder.querySelector("[role=listbox]");
    var status = finder.querySelector("[role=status]");
    var index = null;
    var active = -1;

    function load() {
      if (index) return;
      index = fetch(finder.dataset.index).then(function (response) {
        if (!response.ok) throw new Error(String(response.status));
        return response.json();
      }).then(function (data) {
        var fold = folder(data.fold || {});
        return {
          fold: fold,
          entries: data.items.map(function (item, position) {
            return {
              title: item[0], url: item[1], place: item[2] || "", position: position,
              name: fold(item[0]), rest: fold([item[2], item[3]].join(" "))
            };
          })
        };
      });
      index.catch(function () { index = null; status.textContent = finder.dataset.failed; });
    }

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function mark(position) {
      var options = list.children;
      if (!options.length) return;
      active = (position + options.length) % options.length;
      each("[role=option]", function (option, i) { option.setAttribute("aria-selected", String(i === active)); }, list);
      options[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[active].id);
    }

    function show(hits) {
      close();
      list.textContent = "";
      hits.slice(0, LIMIT).forEach(function (hit, i) {
        var option = document.createElement("li");
        option.id = list.id + "-" + i;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.url = hit.entry.url;
        var title = document.createElement("span");
        title.className = "edu-finder__title";
        title.textContent = hit.entry.title;
        var place = document.createElement("span");
        place.className = "edu-finder__place";
        place.textContent = hit.entry.place;
        option.append(title, " ", place);
        list.appendChild(option);
      });
      list.hidden = !hits.length;
      input.setAttribute("aria-expanded", String(hits.length > 0));
      status.textContent = hits.length ? finder.dataset.found + ": " + hits.length : finder.dataset.none;
    }

    function search() {
      load();
      var text = input.value;
      if (!text.trim()) { close(); status.textContent = ""; return; }
      index.then(function (ready) { if (input.value === text) show(find(ready, text)); }, function () {});
    }

    function go(option) { if (option) location.href = new URL(option.dataset.url, new URL(finder.dataset.index, location)); }

    input.addEventListener("focus", load);
    input.addEventListener("input", search);
    input.addEventListener("blur", function () { setTimeout(close, 150); });
    input.addEventListener("keydown", function (event) {
      var open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) search();
        else mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
      } else if (event.key === "Enter" && open) {
        event.preventDefault();
        go(list.children[Math.max(active, 0)]);
      } else if (event.key === "Escape") {
        if (open) { event.preventDefault(); close(); }
      }
    });
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    list.addEventListener("click", function (event) { go(event.target.closest("[role=option]")); });
  });
})(document.currentScript);
