// Searches as `extproof find` does: the rules are those of search/terms.rs and search/index.rs.
"use strict";
(async () => {
  const query = document.getElementById("query"), found = document.getElementById("found");
  if (!window.DecompressionStream) {
    found.textContent = "The search needs a newer browser. All cases are listed below.";
    return;
  }
  const { entries, pages, synonyms, generic, exceptions, terms: packed } = await window.extproofUnpacked(window.extproofIndex);
  const { words: known, seconds, counts, distances, weights } = packed, terms = new Map();
  let term = 0, at = 0;
  for (const [first, gaps] of seconds.entries()) {
    let second = 0;
    for (const gap of gaps) {
      const having = [];
      let number = 0;
      for (const end = at + counts[term]; at < end; at += 1) having.push(number += distances[at], weights[at]);
      second += gap;
      term += 1;
      terms.set(second ? known[first] + " " + known[second] : known[first], having);
    }
  }
  const WORTH = 0.15, SHOWN = 10, BEST = 3, EXPLAINED = 0.39, OF_WORDS = 0.7;
  const isPlace = (piece) => {
    const bare = piece.replace(/^[!"#$%&'()*+,\-.:;<=>?@[\\\]^_`{|}~]+/, "");
    return /^\/./.test(bare) || bare.includes("://") || /:[0-9]+:?$/.test(bare);
  };
  const isNumber = (word) => /^0x[0-9a-f]*$/.test(word) || /^[0-9]+$/.test(word);
  const tokens = (text) => text.split("\n").filter((line) => !/^\s*File "/.test(line)).flatMap((line) => line.split(/\s+/))
    .filter((piece) => piece && !isPlace(piece))
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
  const isGeneric = (word) => generic.includes(word) || exceptions.some((end) => word.endsWith(end));
  const specific = (term) => {
    const words = term.split(" "), count = words.filter(isGeneric).length;
    return count === 0 ? 1 : count < words.length ? 0.3 : 0.1;
  };
  const having = (term) => terms.get(term) ?? [];
  const rarity = (term) => Math.log(1 + entries.length / Math.max(1, having(term).length / 2));
  const has = (term, entry) => having(term).some((number, at) => at % 2 === 0 && number === entry);
  const shareOf = (all, entry) => {
    let had = 0, sum = 0;
    for (const term of new Set(all)) {
      const says = rarity(term) * specific(term);
      sum += says;
      if (has(term, entry)) had += says;
    }
    return sum > 0 ? had / sum : null;
  };
  const share = (text, entry) => {
    const words = shareOf(tokens(text).map(root), entry) ?? 0;
    return OF_WORDS * words + (1 - OF_WORDS) * (shareOf(text.split("\n").flatMap(pairs), entry) ?? words);
  };
  const search = (text) => {
    const asked = new Set([...tokens(text).flatMap(withParts), ...text.split("\n").flatMap(pairs)]);
    const scores = new Array(entries.length).fill(0);
    for (const term of asked) {
      const found = having(term), says = rarity(term) ** 1.5 * specific(term);
      for (let at = 0; at < found.length; at += 2) scores[found[at]] += says * found[at + 1];
    }
    const best = Math.max(...scores);
    const found = entries.map((entry, at) => [scores[at], entry, at]).filter(([score]) => score > 0 && score >= WORTH * best)
      .sort(([a, x], [b, y]) => b - a || (x[0] < y[0] ? -1 : 1)).slice(0, SHOWN);
    const explained = found.slice(0, BEST).some(([, , at]) => share(text, at) >= EXPLAINED);
    return { list: found.map(([, entry]) => entry), explained };
  };
  // A page of a package, host or Python is first if the text is one of its names, and last if a word of a single line is.
  const same = (text) => text.toLowerCase().replaceAll("_", "-").replace(/\b(\d+\.\d+)\.\d+/, "$1");
  const named = (texts) => pages.filter(({ names }) => names.some((name) => texts.includes(name)));
  const pagesFor = (text) => {
    const first = named([same(text)]), words = /\n/.test(text) ? [] : text.split(/[\s,;:()`'"]+/).map(same);
    return { first, last: named(words).filter((page) => !first.includes(page)).slice(0, 3) };
  };
  const NOTHING = "Nothing has these words.", NEAREST = "Nothing here explains this. The nearest:";
  const show = () => {
    const { list, explained } = search(query.value), { first, last } = pagesFor(query.value.trim());
    const entry = ({ name, title, link }) => [name, title, link];
    const items = [...first.map(entry), ...list, ...last.map(entry)].map(([name, title, link]) => {
      const item = document.createElement("li"), anchor = document.createElement("a");
      anchor.href = link ?? "cases/" + name + ".html";
      anchor.textContent = name;
      item.append(anchor, " " + title);
      return item;
    });
    const ordered = document.createElement("ol");
    ordered.append(...items);
    const nothing = !query.value.trim() || explained || first.length ? "" : items.length ? NEAREST : NOTHING;
    found.replaceChildren(nothing, ...(items.length ? [ordered] : []));
  };
  const form = document.getElementById("search");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  query.addEventListener("input", show);
  query.value = new URLSearchParams(location.search).get("q") ?? "";
  if (query.value) show();
})();
