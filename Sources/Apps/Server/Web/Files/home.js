// The landing page: how the server is, which version it is, and its own address in the snippet.
const state = document.getElementById("state");
const dot = document.getElementById("dot");

document.getElementById("snippet").textContent = `curl ${location.origin}/health/ready\napus doctor --server ${location.origin}`;

fetch("/openapi.json").then((answer) => (answer.ok ? answer.json() : null)).then((contract) => {
    const version = contract?.info?.version;
    if (version) document.getElementById("version").textContent = `Version ${version}`;
}).catch(() => {});

fetch("/health/ready").then((answer) => {
    dot.classList.toggle("bad", !answer.ok);
    state.textContent = answer.ok ? "This server is ready." : "This server is not ready: see Health.";
}).catch(() => {
    dot.classList.add("bad");
    state.textContent = "This server does not answer.";
});
