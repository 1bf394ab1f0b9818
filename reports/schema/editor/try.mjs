// Tries the schemas in an editor's language server: errors stand where they belong, and completion
// offers what can stand there. Arguments: the server's module, the folder of the schemas.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [module, folder] = process.argv.slice(2);
const schema = (name) => pathToFileURL(resolve(folder, `${name}.schema.json`)).href;
const settings = {
  yaml: {
    validate: true,
    completion: true,
    hover: true,
    schemaStore: { enable: false },
    schemas: {
      [schema("scenario")]: "*.check.yaml",
      [schema("target")]: "*.target.yaml",
      [schema("flow")]: "*.flow.yaml",
    },
  },
};

// --- the wire: JSON-RPC with Content-Length over stdio -----------------------------------------

const server = spawn(process.execPath, [module, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const waiting = new Map();
const diagnosed = new Map();
let next = 1;
let unread = Buffer.alloc(0);

function write(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
  server.stdin.write(body);
}

function ask(method, params) {
  const id = next++;
  return new Promise((answered) => {
    waiting.set(id, answered);
    write({ id, method, params });
  });
}

server.stdout.on("data", (chunk) => {
  unread = Buffer.concat([unread, chunk]);
  for (;;) {
    const end = unread.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(unread.subarray(0, end).toString())[1]);
    if (unread.length < end + 4 + length) return;
    heard(JSON.parse(unread.subarray(end + 4, end + 4 + length)));
    unread = unread.subarray(end + 4 + length);
  }
});

function heard(message) {
  if (message.method === "workspace/configuration") {
    const result = message.params.items.map(({ section }) => settings[section] ?? {});
    write({ id: message.id, result });
  } else if (message.method === "textDocument/publishDiagnostics") {
    const { uri, diagnostics } = message.params;
    diagnosed.get(uri)?.(diagnostics);
  } else if (message.method && message.id !== undefined) {
    write({ id: message.id, result: null });
  } else if (waiting.has(message.id)) {
    waiting.get(message.id)(message.result);
    waiting.delete(message.id);
  }
}

// --- what is tried -----------------------------------------------------------------------------

const failures = [];
let tried = 0;

function expect(what, holds, seen) {
  tried += 1;
  if (!holds) failures.push(`${what}: ${JSON.stringify(seen)}`);
}

/** Opens a file; resolves to its diagnostics. */
function open(name, text) {
  const uri = `file:///try/${name}`;
  const told = new Promise((done) => diagnosed.set(uri, done));
  write({
    method: "textDocument/didOpen",
    params: { textDocument: { uri, languageId: "yaml", version: 1, text } },
  });
  return told;
}

/** What completion offers where `|` stands. */
async function offered(name, marked) {
  const before = marked.slice(0, marked.indexOf("|")).split("\n");
  await open(name, marked.replace("|", ""));
  const completed = await ask("textDocument/completion", {
    textDocument: { uri: `file:///try/${name}` },
    position: { line: before.length - 1, character: before.at(-1).length },
  });
  return (completed?.items ?? completed ?? []).map((item) => item.label);
}

const CHECK = `id: own/no-token
title: The profile is served without a token
steps:
  - call: { op: whoami, control: both }
  - call: { op: whoami, credential: [{ is: none }], probe: bare }
  - advance: { past: { contract: lifetimes.access, since: login } }
  - open: { op: socket, socket: held, count: "\${contract.sockets.per-user}" }
expect:
  - { probe: bare, is: { refused: unauthenticated }, level: must }
`;

async function all() {
  await ask("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: { workspace: { configuration: true }, textDocument: { completion: {} } },
  });
  write({ method: "initialized", params: {} });
  write({ method: "workspace/didChangeConfiguration", params: { settings } });

  const good = await open("good.check.yaml", CHECK);
  expect("a right scenario has no errors", good.length === 0, good);
  const shipped = await open("shipped.target.yaml", readFileSync(process.argv[4], "utf8"));
  expect("a shipped target file has no errors", shipped.length === 0, shipped);

  const slip = await open("slip.check.yaml", CHECK.replace("probe: bare }", "prob: bare }"));
  const at = slip.map(({ range, message }) => [range.start.line, message]);
  expect("an unknown field is told", at.some(([, text]) => /prob\b/.test(text)), at);
  expect("and where it stands", at.some(([line]) => line === 4), at);
  const level = await open("level.check.yaml", CHECK.replace("level: must", "level: always"));
  expect("a word that is none is told", level.some(({ range }) => range.start.line === 8), level);
  const target = await open("slip.target.yaml", "name: t\nservices: {}\nscop: { hosts: [] }\n");
  expect("a target's slip is told", target.some(({ message }) => /scop/.test(message)), target);
  const flow = await open("slip.flow.yaml", "flow: f\nsteps:\n  - call: { op: login, probe: [] }\n");
  expect("a flow's wrong type is told", flow.length > 0, flow);

  const verbs = await offered("verbs.check.yaml", "id: a/b\ntitle: T\nsteps:\n  - |\n");
  const wanted = ["call", "open", "burst", "advance", "listen", "audit", "include"];
  expect("verbs are offered", wanted.every((verb) => verbs.includes(verb)), verbs);
  const fields = await offered(
    "fields.check.yaml",
    "id: a/b\ntitle: T\nsteps:\n  - call:\n      op: whoami\n      |\n",
  );
  expect("fields of a verb are offered", fields.includes("credential"), fields);
  const inline = await offered(
    "inline.check.yaml",
    "id: a/b\ntitle: T\nsteps:\n  - call: { op: whoami, cre| }\n",
  );
  expect("and within braces", inline.includes("credential"), inline);
  const levels = await offered(
    "levels.check.yaml",
    "id: a/b\ntitle: T\nsteps: []\nexpect:\n  - probe: p\n    is: accepted\n    level: |\n",
  );
  expect("words are offered", ["must", "contract"].every((it) => levels.includes(it)), levels);
  const contract = await offered("contract.target.yaml", "name: t\ncontract:\n  |\n");
  const parts = ["refusals", "origins", "cookies", "limits"];
  expect("parts of the contract are offered", parts.every((it) => contract.includes(it)), contract);
}

const limit = setTimeout(() => {
  console.error("the language server did not answer in 60 s");
  server.kill();
  process.exit(1);
}, 60_000);
await all();
clearTimeout(limit);
server.kill();
for (const failure of failures) console.error(`failed: ${failure}`);
console.log(`${tried - failures.length} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
