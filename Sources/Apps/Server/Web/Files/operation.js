// One operation of the contract as a section of the page.
import { el, inline, markdown, sample } from "./dom.js";

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"];

// All operations, in the order of the contract, each with its path's parameters.
export function operationsOf(contract, schemas) {
    const operations = [];
    for (const [path, item] of Object.entries(contract.paths ?? {})) {
        for (const method of METHODS) {
            const operation = item[method];
            if (!operation) continue;
            const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])]
                .map((parameter) => schemas.resolve(parameter).schema);
            const id = operation.operationId ?? `${method}-${path.replace(/\W+/g, "-")}`;
            operations.push({ id, method, path, operation, parameters, tag: operation.tags?.[0] ?? "Other" });
        }
    }
    return operations;
}

export function matches({ id, method, path, operation, tag }, words) {
    const text = `${id} ${method} ${path} ${operation.summary ?? ""} ${operation.description ?? ""} ${tag}`;
    const haystack = text.toLowerCase();
    return words.every((word) => haystack.includes(word));
}

export function badge(method) { return el("span", { class: `method ${method}` }, method.toUpperCase()); }

// The path, its parameters set apart; it may break after a slash.
export function pathParts(path) {
    return path.split(/(\{[^}]+\})/).filter(Boolean).flatMap((part) => (part.startsWith("{")
        ? [el("span", { class: "slot" }, part)]
        : part.split(/(?<=\/)/).flatMap((piece, index) => (index ? [el("wbr"), piece] : [piece]))));
}

export function section(entry, schemas) {
    const { id, method, path, operation, parameters } = entry;
    const body = schemas.resolve(operation.requestBody ?? {}).schema;
    return el("section", { class: "operation", id, "aria-labelledby": `${id}-title` },
        el("div", { class: "words" },
            el("h3", { id: `${id}-title` }, el("a", { class: "anchor", href: `#${id}` }, operation.summary ?? id)),
            el("p", { class: "route" }, badge(method), el("code", {}, pathParts(path))),
            operation.deprecated ? el("p", { class: "tag-warn" }, "Deprecated: it will go.") : null,
            access(operation, schemas.contract),
            markdown(operation.description),
            parameterTables(parameters, schemas),
            bodyTables(body, schemas),
            answers(operation, schemas)),
        el("div", { class: "samples" },
            sample("curl", curl(entry, body, schemas)),
            answerSample(operation, schemas)));
}

// Who may call it.
function access(operation, contract) {
    const said = operation["x-access"] ?? {};
    const permission = said.permission ? el("code", {}, said.permission) : null;
    const words = {
        everyone: ["Anybody may call this. ", el("span", { class: "muted" }, inline(said.reason ?? ""))],
        signed_in: ["Whoever has signed in may call this."],
        permission: ["Callers need the permission ", permission, "."],
        local: ["Callers on this machine, or with the permission ", permission, "."],
    }[said.allows];
    return el("p", { class: "access" }, words ?? (isOpen(operation, contract) ? "Anybody may call this."
        : "Whoever has signed in may call this."));
}

function isOpen(operation, contract) {
    const security = operation.security ?? contract.security ?? [];
    return security.length === 0 || security.some((one) => Object.keys(one).length === 0);
}

function parameterTables(parameters, schemas) {
    const places = { path: "In the path", query: "In the query", header: "In headers", cookie: "In cookies" };
    return Object.entries(places).map(([place, title]) => {
        const rows = parameters.filter((parameter) => parameter.in === place).map((parameter) => ({
            name: parameter.name, required: parameter.required && place !== "path",
            schema: parameter.schema ?? {}, description: parameter.description,
        }));
        return rows.length ? [el("h4", {}, title), schemas.rows(title, rows)] : [];
    });
}

function bodyTables(body, schemas) {
    return Object.entries(body.content ?? {}).map(([type, media]) => [
        el("h4", {}, "Body ", el("span", { class: "muted" }, type, body.required ? ", required" : "")),
        body.description ? el("p", {}, inline(body.description)) : null,
        schemas.table(media.schema ?? {}, "Body", true) ?? el("p", {}, el("span", { class: "type" },
            schemas.type(media.schema ?? {}))),
    ]);
}

function answers(operation, schemas) {
    const list = Object.entries(operation.responses ?? {}).map(([status, response]) => {
        const { schema: answer } = schemas.resolve(response);
        return { status, answer, isGood: /^[23]/.test(status) };
    });
    const good = list.filter((one) => one.isGood);
    const bad = list.filter((one) => !one.isGood);
    return [
        good.map(({ status, answer }) => [
            el("h4", {}, "Answer ", el("span", { class: "status ok" }, status), " ",
                el("span", { class: "muted" }, Object.keys(answer.content ?? {}).join(", "))),
            answer.description && answer.description !== operation.summary
                ? el("p", {}, inline(answer.description)) : null,
            headerLine(answer, schemas),
            Object.values(answer.content ?? {}).map((media) => schemas.table(media.schema ?? {}, "Answer")),
        ]),
        bad.length ? [el("h4", {}, "Failures"), el("dl", { class: "failures" }, bad.map(({ status, answer }) => [
            el("dt", {}, el("span", { class: "status bad" }, status)),
            el("dd", {}, inline(answer.description ?? "")),
        ]))] : null,
    ];
}

function headerLine(answer, schemas) {
    const names = Object.entries(answer.headers ?? {}).map(([name, header]) => el("code", {
        title: schemas.resolve(header).schema.description,
    }, name));
    if (!names.length) return null;
    return el("p", { class: "muted" }, "With ", names.flatMap((name, index) => (index ? [", ", name] : [name])));
}

function mediaExample(media, schemas) {
    if (media.example !== undefined) return media.example;
    const first = Object.values(media.examples ?? {})[0];
    if (first) return schemas.resolve(first).schema.value;
    return media.schema ? schemas.example(media.schema) : undefined;
}

function answerSample(operation, schemas) {
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
        const { schema: answer } = schemas.resolve(response);
        const [type, media] = Object.entries(answer.content ?? {})[0] ?? [];
        if (!/^2/.test(status) || !media) continue;
        const value = mediaExample(media, schemas);
        if (value === undefined || (typeof value === "string" && !/json/.test(type))) return null;
        return sample(`${status} · ${type}`, JSON.stringify(value, null, 2), "json");
    }
    return null;
}

function quoted(text) { return `'${String(text).replace(/'/g, "'\\''")}'`; }

// A line for a shell that works when it is pasted, but for what stands in angle brackets.
function curl({ method, path, operation, parameters }, body, schemas) {
    const value = (parameter) => {
        const given = parameter.example ?? Object.values(parameter.examples ?? {})[0]?.value
            ?? parameter.schema?.example ?? parameter.schema?.examples?.[0];
        return given === undefined ? null : String(given);
    };
    const address = path.replace(/\{([^}]+)\}/g, (_, name) => {
        const parameter = parameters.find((one) => one.in === "path" && one.name === name);
        const given = parameter ? value(parameter) : null;
        return given === null ? `<${name}>` : encodeURIComponent(given);
    });
    const query = parameters.filter((one) => one.in === "query" && (one.required || value(one) !== null))
        .map((one) => `${encodeURIComponent(one.name)}=${encodeURIComponent(value(one) ?? "…")}`).join("&");
    const server = schemas.contract.servers?.[0]?.url ?? "";
    const base = new URL(server || "/", location.origin).href.replace(/\/$/, "");
    const lines = [`curl ${quoted(base + address + (query ? `?${query}` : ""))}`];
    if (method === "head") lines[0] = lines[0].replace("curl", "curl --head");
    else if (method !== "get") lines[0] = lines[0].replace("curl", `curl -X ${method.toUpperCase()}`);
    if (!isOpen(operation, schemas.contract)) {
        lines.push('-H "Authorization: Bearer $APUS_TOKEN"');
    }
    for (const header of parameters.filter((one) => one.in === "header" && one.required)) {
        lines.push(`-H ${quoted(`${header.name}: ${value(header) ?? "…"}`)}`);
    }
    const [type, media] = Object.entries(body.content ?? {})[0] ?? [];
    if (media) {
        const example = mediaExample(media, schemas);
        lines.push(`-H ${quoted(`Content-Type: ${type}`)}`);
        if (/json/.test(type)) lines.push(`-d ${quoted(JSON.stringify(example ?? {}, null, 2))}`);
        else lines.push("--data-binary @<file>");
    }
    return lines.join(" \\\n    ");
}
