// The API reference: reads the contract and draws it. The address says what is shown: #CreateRun, ?q=runs.
import { el, markdown } from "./dom.js";
import { badge, matches, operationsOf, pathParts, section } from "./operation.js";
import { Schemas } from "./schema.js";

const nav = document.getElementById("nav");
const reference = document.getElementById("reference");
const notice = document.getElementById("notice");
const search = document.getElementById("search");
const theme = document.getElementById("theme");
let entries = [];

async function load() {
    say("Loading the contract…");
    try {
        const answer = await fetch("/openapi.json", { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
        draw(await answer.json());
    } catch (error) {
        const retry = el("button", { type: "button", onclick: load }, "Try again");
        say("The contract could not be read. ", String(error.message ?? error), " ", retry);
    }
}

function draw(contract) {
    const schemas = new Schemas(contract);
    entries = operationsOf(contract, schemas);
    document.getElementById("version").textContent = contract.info?.version ?? "";
    search.disabled = entries.length === 0;
    if (!entries.length) return say("The contract names no operation yet.");
    const groups = groupsOf(contract);
    nav.replaceChildren(...groups.map(navGroup), schemaNav(contract));
    reference.replaceChildren(
        intro(contract), ...groups.map((group) => groupSection(group, schemas)), schemaSection(contract, schemas));
    for (const entry of entries) entry.section = document.getElementById(entry.id);
    watch();
    filter();
    if (location.hash) reveal();
}

// In the order of the contract's tags; what has none comes last.
function groupsOf(contract) {
    const order = [...(contract.tags ?? []).map((tag) => tag.name), ...entries.map((entry) => entry.tag)];
    return [...new Set(order)].map((name) => ({
        name, about: contract.tags?.find((tag) => tag.name === name)?.description,
        members: entries.filter((entry) => entry.tag === name),
    })).filter((group) => group.members.length);
}

function navGroup(group) {
    return el("div", { class: "group" }, el("h2", {}, group.name), el("ul", {}, group.members.map((entry) => {
        entry.link = el("a", { href: `#${entry.id}` }, badge(entry.method),
            el("span", { class: "label" }, entry.operation.summary?.replace(/\.$/, "") ?? entry.id,
                el("code", {}, pathParts(entry.path))));
        entry.item = el("li", {}, entry.link);
        return entry.item;
    })));
}

function schemaNav(contract) {
    const names = Object.keys(contract.components?.schemas ?? {});
    if (!names.length) return "";
    return el("div", { class: "group schemas" }, el("h2", {}, "Schemas"),
        el("ul", {}, names.map((name) => el("li", {}, el("a", { href: `#schema-${name}` }, name)))));
}

function intro({ info = {}, components = {} }) {
    const schemes = Object.values(components.securitySchemes ?? {});
    return el("section", { class: "intro" },
        el("h1", {}, `${info.title ?? ""} API`),
        info.summary ? el("p", { class: "lead" }, info.summary) : null,
        markdown(info.description),
        schemes.length ? el("p", {}, "Sign requests with ", schemes.flatMap((scheme, index) => [
            index ? ", or with " : "", el("code", {}, `Authorization: ${scheme.scheme ?? scheme.type} …`),
            scheme.description ? ` (${scheme.description.replace(/\.$/, "").toLowerCase()})` : "",
        ]), ".") : null,
        el("p", { class: "muted keys" }, el("kbd", {}, "/"), " search  ", el("kbd", {}, "j"), " ", el("kbd", {}, "k"),
            " next and previous operation  ", el("kbd", {}, "t"), " light or dark"));
}

function groupSection(group, schemas) {
    group.section = el("section", { class: "feature", "aria-label": group.name },
        el("div", { class: "feature-head" }, el("h2", {}, group.name), markdown(group.about)),
        group.members.map((entry) => section(entry, schemas)));
    for (const entry of group.members) entry.group = group.section;
    return group.section;
}

function schemaSection(contract, schemas) {
    const all = Object.entries(contract.components?.schemas ?? {});
    if (!all.length) return "";
    return el("section", { class: "feature schemas", "aria-label": "Schemas" },
        el("div", { class: "feature-head" }, el("h2", {}, "Schemas")),
        all.map(([name, schema]) => el("section", { class: "schema", id: `schema-${name}` },
            el("h3", {}, el("a", { class: "anchor", href: `#schema-${name}` }, name)),
            markdown(schema.description),
            schemas.table(schema, name) ?? el("p", {}, el("span", { class: "type" }, schemas.type(schema))))));
}

// Search: what does not match is hidden, in the list and in the reference.
function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const entry of entries) {
        const shown = matches(entry, words);
        entry.section.hidden = !shown;
        entry.item.hidden = !shown;
        found += shown ? 1 : 0;
    }
    for (const group of document.querySelectorAll("nav .group, section.feature")) {
        const members = group.querySelectorAll(":scope > ul > li, :scope > .operation");
        const isSchemas = group.classList.contains("schemas");
        group.hidden = isSchemas ? words.length > 0 : [...members].every((member) => member.hidden);
    }
    reference.querySelector(".intro").hidden = words.length > 0;
    const address = new URL(location.href);
    if (words.length) address.searchParams.set("q", search.value);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
    if (found) return say();
    say(`Nothing matches “${search.value}”. `, el("button", { type: "button", onclick: clear }, "Show everything"));
}

function clear() {
    search.value = "";
    filter();
    search.focus();
}

function say(...parts) {
    notice.hidden = parts.length === 0;
    notice.replaceChildren(...parts);
}

// A deep link shows its target even when a search hides it.
function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) clear();
    target.scrollIntoView();
    mark(target.id);
}

function mark(id) {
    for (const entry of entries) {
        if (entry.id === id) {
            entry.link.setAttribute("aria-current", "true");
            keepInSight(entry.link);
        } else entry.link.removeAttribute("aria-current");
    }
}

// Scrolls the list alone: the page stays where its reader is.
function keepInSight(link) {
    const above = link.offsetTop - nav.offsetTop - nav.scrollTop;
    if (above < 0 || above + link.offsetHeight > nav.clientHeight) nav.scrollTop += above - nav.clientHeight / 3;
}

// The list follows what is read.
function watch() {
    const seen = new Set();
    const observer = new IntersectionObserver((changes) => {
        for (const change of changes) seen[change.isIntersecting ? "add" : "delete"](change.target.id);
        const first = entries.find((entry) => seen.has(entry.id));
        if (first) mark(first.id);
    }, { rootMargin: "-104px 0px -50% 0px" });
    for (const entry of entries) observer.observe(entry.section);
}

function step(by) {
    const shown = entries.filter((entry) => !entry.item.hidden);
    const now = shown.findIndex((entry) => entry.link.hasAttribute("aria-current"));
    const next = shown[Math.min(Math.max(now + by, 0), shown.length - 1)];
    if (next) location.hash = next.id;
}

const LOOKS = ["system", "light", "dark"];

function look(name) {
    if (name === "system") {
        delete document.documentElement.dataset.theme;
        localStorage.removeItem("apus.theme");
    } else {
        document.documentElement.dataset.theme = name;
        localStorage.setItem("apus.theme", name);
    }
    theme.textContent = name[0].toUpperCase() + name.slice(1);
}

function nextLook() {
    const now = document.documentElement.dataset.theme ?? "system";
    look(LOOKS[(LOOKS.indexOf(now) + 1) % LOOKS.length]);
}

document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === search) {
        const first = entries.find((entry) => !entry.item.hidden);
        if (event.key === "Escape") clear();
        if ((event.key === "Enter" || event.key === "ArrowDown") && first) {
            event.preventDefault();
            if (event.key === "Enter") location.hash = first.id;
            first.link.focus();
        }
        return;
    }
    const links = entries.filter((entry) => !entry.item.hidden).map((entry) => entry.link);
    const focused = links.indexOf(document.activeElement);
    if (focused >= 0 && /^Arrow(Up|Down)$/.test(event.key)) {
        event.preventDefault();
        const next = focused + (event.key === "ArrowDown" ? 1 : -1);
        (links[next] ?? (next < 0 ? search : null))?.focus();
        return;
    }
    if (event.target.closest("input, textarea, select")) return;
    if (event.key === "/") {
        event.preventDefault();
        search.select();
    } else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "t") nextLook();
});
search.addEventListener("input", filter);
theme.addEventListener("click", nextLook);
window.addEventListener("hashchange", reveal);
window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details.inside")) details.open = true;
});
look(document.documentElement.dataset.theme ?? "system");
search.value = new URL(location.href).searchParams.get("q") ?? "";
load();
