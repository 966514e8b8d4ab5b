// Searches as `extproof find` does: the rules are those of search/terms.rs and search/index.rs.
"use strict";
(() => {
  const { entries, synonyms, terms: lines } = window.extproofIndex;
  const terms = new Map();
  let term = "";
  for (const line of lines.split("\n").slice(0, -1)) {
    const [name, found] = line.split("\t"), end = name.indexOf(" ");
    term = term.slice(0, Number(name.slice(0, end))) + name.slice(end + 1);
    terms.set(term, found.split(",").map(Number));
  }
  const WORTH = 0.15, SHOWN = 10;
  const isPlace = (piece) => /^\/./.test(piece.replace(/^[!"#$%&'()*+,\-.:;<=>?@[\\\]^_`{|}~]+/, ""));
  const isNumber = (word) => /^0x[0-9a-f]*$/.test(word) || /^[0-9]+$/.test(word);
  const tokens = (text) => text.split(/\s+/).filter((piece) => piece && !isPlace(piece))
    .flatMap((piece) => piece.split(/[^\p{L}\p{N}_-]+/u))
    .map((word) => word.replace(/^-+|-+$/g, "").toLowerCase())
    .filter((word) => word.length > 1 && !isNumber(word));
  const singular = (word) => word.length > 3 && /s$/.test(word) && !/(ss|us)$/.test(word) ? word.slice(0, -1) : word;
  const root = (word) => (synonyms.find((group) => group.includes(word)) ?? [singular(word)])[0];
  const withParts = (token) => {
    const whole = root(token);
    const parts = whole.split(/[_-]/).filter((part) => part.length > 1 && part.length < whole.length && !isNumber(part));
    return [whole, ...parts.map(root)];
  };
  const pairs = (line) => {
    const words = tokens(line).flatMap((token) => root(token).split("-").map(root));
    return words.slice(1).map((word, at) => words[at] + " " + word);
  };
  const search = (text) => {
    const asked = new Set([...tokens(text).flatMap(withParts), ...text.split("\n").flatMap(pairs)]);
    const scores = new Array(entries.length).fill(0);
    for (const term of asked) {
      const found = terms.get(term) ?? [];
      const rarity = Math.log(1 + entries.length / (found.length / 2)) ** 1.5;
      for (let at = 0; at < found.length; at += 2) scores[found[at]] += rarity * found[at + 1];
    }
    const best = Math.max(...scores);
    return entries.map((entry, at) => [scores[at], entry]).filter(([score]) => score > 0 && score >= WORTH * best)
      .sort(([a, x], [b, y]) => b - a || (x[0] < y[0] ? -1 : 1)).slice(0, SHOWN).map(([, entry]) => entry);
  };
  const query = document.getElementById("query"), found = document.getElementById("found");
  const show = () => {
    const list = search(query.value);
    const items = list.map(([name, title, link]) => {
      const item = document.createElement("li"), anchor = document.createElement("a");
      anchor.href = link;
      anchor.textContent = name;
      item.append(anchor, " " + title);
      return item;
    });
    const ordered = document.createElement("ol");
    ordered.append(...items);
    const nothing = query.value.trim() ? "Nothing has these words." : "";
    found.replaceChildren(...(items.length ? [ordered] : [nothing]));
  };
  const form = document.getElementById("search");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  query.addEventListener("input", show);
  query.value = new URLSearchParams(location.search).get("q") ?? "";
  if (query.value) show();
})();
