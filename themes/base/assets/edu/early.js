/* Runs before the first paint: tells the style sheets that scripts work and how this visitor wants the page to look.
   `__md_*` are the four names that Material's bundle expects from its own inline script. */
(function (script) {
  "use strict";
  var root = document.documentElement;
  root.classList.remove("no-js");
  root.classList.add("js");
  var groups = { theme: "auto", size: "100", scheme: "none", images: "on", letters: "normal", lines: "normal" };
  var chosen = {};
  try {
    chosen = JSON.parse(localStorage.getItem("edu.display")) || {};
  } catch (error) { /* storage is forbidden: the standard look */ }
  Object.keys(groups).forEach(function (group) {
    var value = chosen[group];
    if (typeof value === "string" && /^[a-z0-9]+$/.test(value) && value !== groups[group]) {
      root.setAttribute("data-edu-" + group, value);
    }
  });
  window.eduDisplay = { standard: groups, chosen: chosen };

  window.__md_scope = new URL(script.getAttribute("data-base") || ".", location);
  window.__md_hash = function (text) {
    return Array.from(text).reduce(function (sum, letter) { return (sum << 5) - sum + letter.charCodeAt(0); }, 0);
  };
  window.__md_get = function (key, storage, scope) {
    return JSON.parse((storage || localStorage).getItem((scope || window.__md_scope).pathname + "." + key));
  };
  window.__md_set = function (key, value, storage, scope) {
    try {
      (storage || localStorage).setItem((scope || window.__md_scope).pathname + "." + key, JSON.stringify(value));
    } catch (error) { /* storage is full or forbidden */ }
  };
})(document.currentScript);
