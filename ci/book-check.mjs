// What ci/book-check does in the browser. Arguments: the site, what people paste, the browser, a folder for screenshots.
import { readFileSync, readdirSync, existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve, dirname } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [site, pasted, executablePath, shots] = process.argv.slice(2);
const root = resolve(site);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const address = (path) => pathToFileURL(join(root, path)).href;
const wrong = [];
let checks = 0;
const expect = (holds, words) => { checks += 1; if (!holds) wrong.push(words); };

// Sizes and links, of all files.
const files = readdirSync(root, { recursive: true }).filter((path) => statSync(join(root, path)).isFile());
const bytes = files.reduce((sum, path) => sum + statSync(join(root, path)).size, 0);
expect(bytes < 5e6, `the site has ${bytes} bytes`);
for (const path of files.filter((path) => path.endsWith(".html"))) {
  const text = readFileSync(join(root, path), "utf8");
  expect(text.length < 3e5, `${path} has ${text.length} bytes`);
  for (const [, link] of text.matchAll(/(?:href|src)="([^"]*)"/g)) {
    if (/^(https:|data:)/.test(link)) continue;
    const [file, id] = link.split("#");
    const target = file ? join(dirname(join(root, path)), decodeURI(file)) : join(root, path);
    expect(existsSync(target), `${path} links ${link}, which isn't there`);
    if (id && existsSync(target)) expect(readFileSync(target, "utf8").includes(`id="${decodeURI(id)}"`), `${path} links ${link}: no such place`);
  }
}

const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
page.on("request", (request) => expect(/^(file|data):/.test(request.url()), `a request leaves the site: ${request.url()}`));
page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
// What a page shows only with script is there once its data is unpacked.
const open = async (path) => {
  await page.goto(address(path));
  const form = { "index.html": "#search", "pythons.html": "#compare" }[path];
  if (form && script) await page.waitForSelector(`${form}:not([hidden])`);
};
let script = true;
const screenshot = async (name) => { if (shots) await page.screenshot({ path: join(shots, `${name}.png`) }); };

// The search finds what `extproof find` finds.
await open("index.html");
for (const [text, wanted] of JSON.parse(readFileSync(pasted, "utf8"))) {
  await page.$eval("#query", (query, text) => { query.value = text; query.dispatchEvent(new Event("input")); }, text);
  const found = await page.$$eval("#found a", (links) => links.map((link) => [link.textContent, link.getAttribute("href")]));
  for (const name of wanted) expect(found.slice(0, 3).some(([hit]) => hit === name), `search: ${text}: ${JSON.stringify(found.slice(0, 3))}`);
  const says = await page.$eval("#found", (found) => found.textContent.startsWith("Nothing"));
  expect(says === (wanted.length === 0), `search: ${text}: ${says ? "not explained" : "explained"}`);
  for (const [, link] of found) expect(existsSync(join(root, link.split("#")[0])), `search links ${link}, which isn't there`);
}
await screenshot("search");

// Packages, modules, hosts and Pythons by their names.
for (const [text, wanted] of [["numpy", "wheels/numpy.html"], ["yaml._yaml", "wheels/pyyaml.html"], ["Pydantic_Core", "wheels/pydantic-core.html"],
  ["pyembed", "hosts/pyembed.html"], ["host pyembed", "hosts/pyembed.html"], ["python 3.12", "pythons/3.12.html"], ["3.13.15t", "pythons/3.13t.html"],
  ["numpy in sub-interpreters", "wheels/numpy.html"]]) {
  await page.$eval("#query", (query, text) => { query.value = text; query.dispatchEvent(new Event("input")); }, text);
  const found = await page.$$eval("#found a", (links) => links.map((link) => link.getAttribute("href")));
  expect((text.includes(" in ") ? found.at(-1) : found[0]) === wanted, `search: ${text}: ${found}`);
}

// The keyboard alone: to the search, and from there to the first hit.
await open("index.html");
for (let at = 0; at < 12 && (await page.evaluate(() => document.activeElement.id)) !== "query"; at += 1) await page.keyboard.press("Tab");
await page.keyboard.type("remaining subinterpreters");
await page.keyboard.press("Tab");
await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
expect(page.url() === address("cases/instances/live-legacy-sub.html"), `the keyboard led to ${page.url()}`);

// Any two versions can be compared.
await open("pythons.html");
await page.select("#from", "2");
await page.select("#to", "3");
const compared = await page.$eval("#compared p", (line) => line.textContent);
await open("pythons/3.12.html");
const told = await page.$eval("main p", (line) => line.textContent);
expect(compared.split(" ")[0] === told.split(" ")[0], `3.11 and 3.12: "${compared}", but the page says "${told}"`);

// From the list of wheels to the page of one, by the keyboard, and what its badge says.
await open("wheels.html");
await page.$eval("tbody a", (link) => link.focus());
const chosen = await page.evaluate(() => document.activeElement.textContent);
await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
expect(page.url() === address(`wheels/${chosen}.html`), `the keyboard led to ${page.url()}`);
for (const path of files.filter((path) => /^wheels.*json$/.test(path))) {
  const badge = JSON.parse(readFileSync(join(root, path), "utf8"));
  const whole = badge.schemaVersion === 1 && [badge.label, badge.message, badge.color].every((text) => typeof text === "string" && text);
  expect(whole, `${path} isn't a badge`);
  expect(existsSync(join(root, path.replace(".json", ".html"))), `${path} has no page`);
}

// Complete without script.
await page.setJavaScriptEnabled(false);
script = false;
await open("index.html");
const cases = await page.$$eval("main details a", (links) => links.length);
expect(cases > 200, `without script, the start lists ${cases} cases`);
await page.setJavaScriptEnabled(true);
script = true;

const kinds = ["index.html", "cases/instances/live-legacy-sub.html", "cases/filesystem/link-configuration.html", "pythons.html",
  "pythons/3.12.html", "hosts.html", "hosts/embed.html", "hosts/pyembed.html", "findings.html", "findings/10.html", "wheels.html", "wheels/regex.html", "programs/subs.c.html", "symptoms.html", "docs.html", "docs/hosts.html",
  "docs/checking-a-module.html"];
for (const scheme of ["light", "dark"]) {
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  for (const width of [1200, 360]) {
    await page.setViewport({ width, height: 800 });
    for (const path of kinds) {
      await open(path);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide <= 0, `${path} is ${wide} pixels wider than ${width}`);
      await page.evaluate(axe);
      const { violations, passes } = await page.evaluate(() => axe.run());
      for (const { id, nodes } of violations) expect(false, `axe on ${path}, ${scheme}, ${width}: ${id}: ${nodes[0].html.slice(0, 120)}`);
      expect(passes.length > 10, `axe on ${path} had only ${passes.length} rules to pass`);
      await screenshot(`${path.replaceAll("/", "-").replace(".html", "")}-${scheme}-${width}`);
    }
  }
}
// On paper: dark on light whatever the screen is, nothing cut off, and what is folded is there.
await page.emulateMediaType("print");
await page.setViewport({ width: 718, height: 1000 }); // A4 between its margins.
for (const path of kinds) {
  await page.goto(address(path));
  const { ground, cut, folded } = await page.evaluate(() => {
    const parts = [...document.querySelectorAll("main *")].filter((part) => getComputedStyle(part).display !== "inline");
    const cut = parts.filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0);
    const folded = [...document.querySelectorAll("details:not([open]) > :not(summary)")].filter((part) => !part.checkVisibility({ contentVisibilityAuto: true }));
    return { ground: getComputedStyle(document.body).backgroundColor, cut: cut.map((part) => part.outerHTML.slice(0, 120)), folded: folded.length };
  });
  expect(ground === "rgb(255, 255, 255)", `${path} is printed on ${ground}`);
  expect(cut.length === 0, `${path} is cut off on paper: ${cut[0]}`);
  expect(folded === 0, `${path} has ${folded} folded parts on paper`);
  await screenshot(`${path.replaceAll("/", "-").replace(".html", "")}-paper`);
}
await browser.close();
for (const words of new Set(wrong)) console.error(`ci/book-check: ${words}`);
console.log(`ci/book-check: ${files.length} files, ${bytes} bytes; ${checks} checks, ${wrong.length} failed`);
process.exit(wrong.length ? 1 : 0);
