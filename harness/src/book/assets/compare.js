// Compares any two versions; the pages of Pythons compare each with the one before.
"use strict";
(async () => {
  const { pythons, behaviours, cases } = await window.extproofUnpacked(window.extproofVersions);
  const from = document.getElementById("from"), to = document.getElementById("to");
  for (const select of [from, to]) {
    select.append(...pythons.map((name, number) => new Option("Python " + name, number)));
  }
  // Each state as the numbers of its transcript and behaviour; none where it isn't run. An empty one is that of the Python before.
  const unpacked = (text) => text.split(",").reduce((states, state, at) => {
    const numbers = state === "-" ? null : state.split(":").map((digits) => parseInt(digits, 36));
    return [...states, state === "" ? states[at - 1] : numbers];
  }, []);
  for (const one of cases) one.variants = one.variants.map(([name, states]) => [name, unpacked(states)]);
  const changes = (older, newer) => cases.map(({ id, title, variants }) => {
    const changed = new Map();
    for (const [name, states] of variants) {
      const [was, is] = [states[older], states[newer]];
      if (!was || !is || was[0] === is[0]) continue;
      const words = was[1] === is[1] ? behaviours[is[1]] : behaviours[was[1]] + " → " + behaviours[is[1]];
      changed.set(words, [...(changed.get(words) ?? []), name]);
    }
    return { id, title, changed };
  }).filter(({ changed }) => changed.size);
  const show = () => {
    const list = changes(Number(from.value), Number(to.value));
    const items = list.map(({ id, title, changed }) => {
      const item = document.createElement("li"), anchor = document.createElement("a");
      anchor.href = "cases/" + id + ".html";
      anchor.textContent = id;
      const told = [...changed].map(([words, names]) => words + " (" + names.join(", ") + ")").join("; ");
      item.append(anchor, " " + title + ": " + told);
      return item;
    });
    const count = document.createElement("p"), all = document.createElement("ul");
    count.textContent = list.length + " of " + cases.length + " cases differ.";
    all.append(...items);
    document.getElementById("compared").replaceChildren(count, all);
  };
  from.value = 0;
  to.value = pythons.findIndex((name) => name.endsWith("t")) - 1;
  from.addEventListener("change", show);
  to.addEventListener("change", show);
  document.getElementById("compare").hidden = false;
  show();
})();
