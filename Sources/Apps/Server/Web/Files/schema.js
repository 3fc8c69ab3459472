// Schemas (JSON Schema 2020-12, as OpenAPI 3.1 has them) as words, tables and examples.
import { el, inline } from "./dom.js";

export class Schemas {
    constructor(contract) { this.contract = contract; }

    // What a $ref stands for; the name of the component, when it is one.
    resolve(thing) {
        let name = null;
        for (let steps = 0; thing?.$ref && steps < 16; steps += 1) {
            const path = thing.$ref.replace(/^#\//, "").split("/");
            name = path.at(-1).replace(/~1/g, "/").replace(/~0/g, "~");
            thing = path.reduce((value, key) => value?.[key.replace(/~1/g, "/").replace(/~0/g, "~")], this.contract);
        }
        return { schema: thing ?? {}, name };
    }

    // An object's properties, those of `allOf` among them.
    properties(schema) {
        const all = new Map();
        for (const part of [...(schema.allOf ?? []), schema]) {
            const { schema: object } = this.resolve(part);
            for (const [name, property] of Object.entries(object.properties ?? {})) {
                all.set(name, { property, required: (object.required ?? []).includes(name) });
            }
        }
        return [...all].map(([name, rest]) => ({ name, ...rest }));
    }

    // In words and links: “array of Run”, “integer, 1 to 1000”, “string or null”.
    type(thing) {
        const { schema, name } = this.resolve(thing);
        if (name) return [el("a", { href: `#schema-${name}` }, name)];
        const choices = schema.oneOf ?? schema.anyOf;
        if (choices) return join(choices.map((choice) => this.type(choice)), " or ");
        if (schema.enum) return join(schema.enum.map((value) => [el("code", {}, text(value))]), " ");
        if (schema.const !== undefined) return [el("code", {}, text(schema.const))];
        const types = [schema.type ?? (schema.properties || schema.allOf ? "object" : "any")].flat();
        return join(types.map((type) => {
            if (type === "array") return ["array of ", ...this.type(schema.items ?? {})];
            if (type === "object" && typeof schema.additionalProperties === "object") {
                return ["map of names to ", ...this.type(schema.additionalProperties)];
            }
            return [schema.format && type === "string" ? `${type} (${schema.format})` : type];
        }), " or ");
    }

    // What else must hold, in words.
    rules(thing) {
        const { schema } = this.resolve(thing);
        const rules = [];
        const range = (low, high, unit) => {
            if (low === undefined && high === undefined) return;
            if (high === undefined) rules.push(`at least ${short(low)}${unit}`);
            else if (low === undefined) rules.push(`at most ${short(high)}${unit}`);
            else rules.push(low === high ? `${short(low)}${unit}` : `${short(low)} to ${short(high)}${unit}`);
        };
        const isWide = (value) => value !== undefined && Math.abs(value) >= 2 ** 31 - 1;
        if (!(isWide(schema.minimum) && isWide(schema.maximum))) range(schema.minimum, schema.maximum, "");
        range(schema.minLength, schema.maxLength, " characters");
        range(schema.minItems, schema.maxItems, " items");
        if (schema.pattern) rules.push(["matches ", el("code", {}, schema.pattern)]);
        if (schema.default !== undefined) rules.push(["default ", el("code", {}, text(schema.default))]);
        if (schema.readOnly) rules.push("read only");
        return rules;
    }

    // The properties of an object as a table; objects inside it open on demand, so that circles end.
    // In what is sent, what must be given is marked; in what is answered, what may be absent.
    table(thing, caption, isSent = false) {
        let { schema } = this.resolve(thing);
        if (schema.type === "array") schema = this.resolve(schema.items ?? {}).schema;
        const rows = this.properties(schema);
        if (!rows.length) return null;
        return this.rows(caption, rows.map(({ name, property, required }) => ({
            name, required, schema: property, description: property.description,
        })), isSent);
    }

    rows(caption, rows, isSent = true) {
        return el("div", { class: "scroll" }, el("table", {},
            el("caption", { class: "sr" }, caption),
            el("thead", {}, el("tr", {}, ["Name", "Type", "Meaning"].map((head) => el("th", { scope: "col" }, head)))),
            el("tbody", {}, rows.map((row) => this.row(row, isSent)))));
    }

    row({ name, required, schema, description }, isSent) {
        const resolved = this.resolve(schema).schema;
        const rules = this.rules(schema);
        const text = description ?? resolved.description;
        const inside = this.inside(schema, name, isSent);
        return [
            el("tr", { class: inside ? "open" : null },
                el("th", { scope: "row" }, el("code", {}, name), mark(required, isSent)),
                el("td", {}, el("span", { class: "type" }, this.type(schema)), rules.length
                    ? el("div", { class: "rules" }, join(rules.map((rule) => [rule].flat()), ", ")) : null),
                el("td", {}, text ? inline(text) : null)),
            inside ? el("tr", { class: "inside-row" }, el("td", { colspan: "3" }, inside)) : null,
        ];
    }

    inside(thing, name, isSent) {
        const { schema } = this.resolve(thing);
        const item = schema.type === "array" ? this.resolve(schema.items ?? {}).schema : schema;
        if (!this.properties(item).length) return null;
        const details = el("details", { class: "inside" }, el("summary", {}, "What is in ", el("code", {}, name)));
        details.addEventListener("toggle", () => {
            if (details.open && details.children.length === 1) details.append(this.table(item, name, isSent));
        });
        return details;
    }

    // A value that fits: the given example, else one made of types.
    example(thing, above = []) {
        const { schema, name } = this.resolve(thing);
        if (above.length > 12) return null;
        const path = name ? [...above, name] : [...above, ""];
        if (schema.example !== undefined) return schema.example;
        if (schema.examples?.length) return schema.examples[0];
        if (schema.const !== undefined) return schema.const;
        if (schema.default !== undefined) return schema.default;
        if (schema.enum?.length) return schema.enum[0];
        const choices = schema.oneOf ?? schema.anyOf;
        if (choices) {
            const isFresh = (choice) => !above.includes(this.resolve(choice).name ?? NaN);
            return this.example(choices.find(isFresh) ?? {}, path);
        }
        const type = [schema.type ?? (schema.properties || schema.allOf ? "object" : "any")].flat()[0];
        switch (type) {
        case "object": return this.objectExample(schema, path);
        case "array": return this.isCircle(schema.items, path) ? [] : [this.example(schema.items ?? {}, path)];
        case "integer": case "number": return schema.minimum > 0 ? schema.minimum : 0;
        case "boolean": return true;
        case "null": return null;
        default: return FORMATS[schema.format] ?? "text";
        }
    }

    // An object inside itself is left out.
    isCircle(thing, above) { return above.includes(this.resolve(thing ?? {}).name ?? NaN); }

    objectExample(schema, above) {
        const object = {};
        for (const { name, property } of this.properties(schema)) {
            if (!this.isCircle(property, above)) object[name] = this.example(property, above);
        }
        if (typeof schema.additionalProperties === "object") {
            object.name = this.example(schema.additionalProperties, above);
        }
        return object;
    }
}

const FORMATS = {
    "date-time": "2026-01-31T12:00:00Z", date: "2026-01-31", uuid: "6f1c2a9e-6b1f-4c5e-9a53-0d6b0d4c7a11",
    uri: "https://example.org/", email: "anna@example.org", byte: "QXB1cw==", binary: "…",
};

function mark(required, isSent) {
    if (isSent) return required ? el("span", { class: "required" }, "required") : null;
    return required ? null : el("span", { class: "optional" }, "may be absent");
}

function text(value) { return typeof value === "string" ? value : JSON.stringify(value); }

function short(number) {
    return Number.isSafeInteger(number) ? number.toLocaleString("en").replace(/,/g, "\u202f") : String(number);
}

function join(lists, separator) {
    return lists.flatMap((list, index) => (index ? [separator, ...list] : list));
}
