// Elements from text and other elements: text is only ever text, so nothing in the contract can become markup.
export function el(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (value === false || value === null || value === undefined) continue;
        if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
        else element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
}

// The little Markdown that descriptions use: paragraphs, lists, `code`, **strong**, *stress* and [links](https://…).
export function markdown(text) {
    return String(text ?? "").trim().split(/\n\s*\n/).filter(Boolean).map((block) => {
        const lines = block.split("\n").map((line) => line.trim());
        if (lines.every((line) => /^[-*] /.test(line))) {
            return el("ul", {}, lines.map((line) => el("li", {}, inline(line.slice(2)))));
        }
        return el("p", {}, inline(lines.join(" ")));
    });
}

export function inline(text) {
    const parts = [];
    let rest = String(text ?? "");
    const pattern = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)/;
    for (let match = pattern.exec(rest); match; match = pattern.exec(rest)) {
        parts.push(rest.slice(0, match.index));
        const [whole, code, strong, stress, label, target] = match;
        if (code) parts.push(el("code", {}, code));
        else if (strong) parts.push(el("strong", {}, strong));
        else if (stress) parts.push(el("em", {}, stress));
        else if (/^(https?:\/\/|\/(?!\/)|#)/.test(target)) parts.push(el("a", { href: target }, label));
        else parts.push(label);
        rest = rest.slice(match.index + whole.length);
    }
    parts.push(rest);
    return parts.filter(Boolean);
}

// A block of code with a button that copies it.
export function sample(label, text, kind) {
    const button = el("button", { type: "button", class: "copy", "aria-label": `Copy: ${label}` }, "Copy");
    button.addEventListener("click", async () => {
        try {
            await navigator.clipboard.writeText(text);
            button.textContent = "Copied";
        } catch {
            // Without permission, or over plain HTTP from afar: select it, so that the next key can copy.
            getSelection().selectAllChildren(code);
            button.textContent = "Press Ctrl C";
        }
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    const code = el("code", {}, kind === "json" ? colored(text) : text);
    return el("figure", { class: "sample" }, el("figcaption", {}, el("span", {}, label), button),
        el("pre", { tabindex: "0" }, code));
}

function colored(text) {
    const parts = [];
    const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/g;
    let end = 0;
    for (const match of text.matchAll(pattern)) {
        parts.push(text.slice(end, match.index));
        const [whole, string, colon] = match;
        if (string && colon) parts.push(el("span", { class: "j-key" }, string), colon);
        else parts.push(el("span", { class: string ? "j-text" : "j-number" }, whole));
        end = match.index + whole.length;
    }
    parts.push(text.slice(end));
    return parts;
}
