// A small ActivityPub server on another maker's library (Fedify), for our tests: it serves actors and notes on a
// loopback address, keeps what its inbox got, and does what it is told on a control port.
//
//   node peer.mjs --origin http://127.0.77.13:8101 --control 127.0.77.13:9101 --actors bob,carol --media DIR
//
// Control port: POST / {"op": ..., "as": "bob", ...} answers {"result": ...} or {"error": ...}; GET / lists the events.

import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { parseArgs } from "node:util";
import { MemoryKvStore, createFederation, generateCryptoKeyPair, signRequest } from "@fedify/fedify";
import { getAuthenticatedDocumentLoader, getDocumentLoader } from "@fedify/fedify";
import * as V from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";

const { values: options } = parseArgs({
  options: {
    origin: { type: "string" },
    control: { type: "string" },
    actors: { type: "string", default: "bob" },
    media: { type: "string" },
  },
});

const ORIGIN = options.origin;
const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";
const ACTIVITY = "application/activity+json";
const loading = { allowPrivateAddress: true };
const loader = getDocumentLoader(loading);
const loaders = { documentLoader: loader, contextLoader: loader };

const people = {};
for (const name of options.actors.split(",")) {
  const pair = await generateCryptoKeyPair("RSASSA-PKCS1-v1_5");
  people[name] = { name, pair, followers: new Map(), following: new Map() };
}
const documents = new Map(); // address -> JSON that is served there
const events = [];
const refused = new Set(); // signature headers that are answered 401 without a look
let made = 0;

const uri = (text) => (text ? new URL(text) : null);
const actorUri = (name) => new URL(`${ORIGIN}/users/${name}`);
const newUri = (name, kind) => new URL(`${actorUri(name).href}/${kind}/${Date.now()}-${++made}`);
const keyUri = (name) => new URL(`${actorUri(name).href}#main-key`);
const own = (href) => people[String(href ?? "").replace(`${ORIGIN}/users/`, "")] ?? null;

// the server

const federation = createFederation({ kv: new MemoryKvStore(), allowPrivateAddress: true, origin: ORIGIN });

federation
  .setActorDispatcher("/users/{identifier}", async (ctx, name) => {
    if (!people[name]) return null;
    const [keys] = await ctx.getActorKeyPairs(name);
    return new V.Person({
      id: ctx.getActorUri(name),
      preferredUsername: name,
      name: `${name} of Fedify`,
      inbox: ctx.getInboxUri(name),
      followers: ctx.getFollowersUri(name),
      endpoints: new V.Endpoints({ sharedInbox: ctx.getInboxUri() }),
      publicKey: keys.cryptographicKey,
    });
  })
  .setKeyPairsDispatcher((_ctx, name) => (people[name] ? [people[name].pair] : []));

federation.setFollowersDispatcher("/users/{identifier}/followers", (_ctx, name) => {
  if (!people[name]) return null;
  return { items: [...people[name].followers].map(([id, inbox]) => ({ id: new URL(id), inboxId: new URL(inbox) })) };
});

federation
  .setInboxListeners("/users/{identifier}/inbox", "/inbox")
  .on(V.Follow, async (_ctx, follow) => {
    const me = own(follow.objectId?.href);
    const follower = me && (await follow.getActor(loaders));
    if (!follower) return;
    me.followers.set(follower.id.href, follower.inboxId.href);
    const accept = new V.Accept({ id: newUri(me.name, "accepts"), actor: actorUri(me.name), object: follow });
    await deliver(me.name, accept, [follower.inboxId.href]);
  })
  .on(V.Undo, async (_ctx, undo) => {
    const inner = await undo.getObject(loaders).catch(() => null);
    if (inner instanceof V.Follow) own(inner.objectId?.href)?.followers.delete(undo.actorId.href);
  })
  .on(V.Accept, async (_ctx, accept) => {
    const follow = await accept.getObject(loaders).catch(() => null);
    own(follow?.actorId?.href)?.following.set(accept.actorId.href, "accepted");
  })
  .on(V.Activity, () => {})
  .onError((_ctx, error) => events.push({ event: "error", error: String(error) }));

async function answer(request, response) {
  const url = new URL(request.url, ORIGIN);
  const body = await read(request);
  if (url.pathname.startsWith("/media/")) return serveFile(url, response);
  if (request.method === "GET" && documents.has(url.href)) return serveDocument(documents.get(url.href), response);
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, value);
  const dialect = headers.has("Signature-Input") ? "rfc9421" : headers.has("Signature") ? "cavage" : "none";
  events.push({ event: "asked", method: request.method, target: request.url, dialect });
  if (refused.has(dialect)) return response.writeHead(401).end();
  const sent = new Request(url, { method: request.method, headers, body: request.method === "POST" ? body : undefined });
  const found = await federation.fetch(sent, { contextData: null });
  const text = Buffer.from(await found.arrayBuffer());
  if (request.method === "POST") note(url, body, found.status);
  response.writeHead(found.status, Object.fromEntries(found.headers)).end(text);
}

// What came in, with Fedify's own opinion of the signature: it answers 401 to what does not verify.
function note(url, body, status) {
  let activity = null;
  try {
    activity = JSON.parse(body.toString());
  } catch {
    activity = { type: "unreadable" };
  }
  events.push({ event: "inbound", path: url.pathname, status, type: activity.type, activity });
}

function serveDocument(document, response) {
  response.writeHead(document.type === "Tombstone" ? 410 : 200, { "Content-Type": ACTIVITY });
  response.end(JSON.stringify(document));
}

function serveFile(url, response) {
  const file = path.join(options.media ?? ".", path.basename(decodeURIComponent(url.pathname)));
  if (!fs.existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": "image/png" }).end(fs.readFileSync(file));
}

async function read(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

// what it sends

const asJson = (thing) => (thing instanceof V.Object ? thing.toJsonLd({ format: "compact", contextLoader: loader }) : thing);

async function deliver(name, activity, inboxes, how = {}) {
  const document = await asJson(activity);
  documents.set(document.id, document);
  const statuses = [];
  for (const inbox of new Set(inboxes)) statuses.push(await post(name, inbox, document, how));
  return { id: document.id, object: document.object?.id ?? document.object, statuses };
}

// `how.mode` spoils the request in one way; `how.as` signs in the name of somebody else; `how.spec` in which dialect.
async function post(name, inbox, document, { mode = "", as = name, spec = "draft-cavage-http-signatures-12" } = {}) {
  let body = JSON.stringify(document);
  const days = { expired: -2, future: 2 }[mode] ?? 0;
  const key = mode === "wrong-key" ? (await generateCryptoKeyPair("RSASSA-PKCS1-v1_5")).privateKey : people[as].pair.privateKey;
  let request = new Request(inbox, { method: "POST", body, headers: { "Content-Type": ACTIVITY } });
  if (mode !== "unsigned") {
    request = await signRequest(request, key, keyUri(as), {
      spec,
      currentTime: Temporal.Now.instant().add({ hours: 24 * days }),
    });
  }
  const headers = new Headers(request.headers);
  if (mode.startsWith("tampered")) body = body.replace(/\}$/, ',"tampered":true}');
  if (mode === "tampered-digest") headers.set("Digest", await digest(body));
  if (mode === "no-digest") headers.delete("Digest");
  if (mode === "bad-signature") headers.set("Signature", headers.get("Signature").replace(/[A-Za-z0-9+/]{30}/, reversed));
  const times = mode === "replay" ? 2 : 1;
  let status = 0;
  for (let time = 0; time < times; time++) status = (await fetch(inbox, { method: "POST", headers, body })).status;
  return status;
}

const reversed = (text) => [...text].reverse().join("");

async function digest(body) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  return `SHA-256=${Buffer.from(hash).toString("base64")}`;
}

async function inboxOf(target) {
  const { document } = await loader(target);
  return document.endpoints?.sharedInbox ?? document.inbox;
}

// what it is told

// `direct`: for `to` alone. `also`: properties of other vocabularies, on the note and wherever it is sent.
function noteOf(name, command, id) {
  const followers = command.direct ? [] : [new URL(`${actorUri(name).href}/followers`)];
  return new V.Note({
    id,
    attribution: actorUri(name),
    content: command.content,
    replyTarget: uri(command.inReplyTo),
    tos: [new URL(command.direct ? command.to : PUBLIC)],
    ccs: [...followers, ...(command.to && !command.direct ? [new URL(command.to)] : [])],
    tags: command.to ? [new V.Mention({ href: new URL(command.to), name: command.to })] : [],
    published: Temporal.Instant.from(command.published ?? Temporal.Now.instant().toString()),
    updated: command.op === "update" ? Temporal.Now.instant() : null,
    attachments: (command.pictures ?? []).map(
      (url) => new V.Document({ url: new URL(url), mediaType: "image/png", name: `alt of ${url}` }),
    ),
  });
}

const commands = {
  async lookup({ as, query }) {
    const key = { privateKey: people[as].pair.privateKey, keyId: keyUri(as) };
    const documentLoader = getAuthenticatedDocumentLoader(key, loading);
    const found = await federation.createContext(new URL(ORIGIN), null).lookupObject(query, { ...loaders, documentLoader });
    return found && { type: found.constructor.name, id: found.id.href, document: await asJson(found) };
  },
  async webfinger({ query }) {
    return federation.createContext(new URL(ORIGIN), null).lookupWebFinger(new URL(query), loading);
  },
  async follow({ as, target, how }) {
    people[as].following.set(target, "requested");
    const follow = new V.Follow({ id: newUri(as, "follows"), actor: actorUri(as), object: uri(target) });
    return deliver(as, follow, [await inboxOf(target)], how);
  },
  async note(command) {
    const id = newUri(command.as, "notes");
    const found = noteOf(command.as, command, id);
    documents.set(id.href, { ...(await asJson(found)), ...command.also });
    const create = { actor: actorUri(command.as), object: found, tos: found.toIds };
    return tell(command, new V.Create({ id: new URL(`${id}/create`), ...create }));
  },
  async update(command) {
    const found = noteOf(command.as, { ...command, published: documents.get(command.id).published }, uri(command.id));
    documents.set(command.id, { ...(await asJson(found)), ...command.also });
    return tell(command, new V.Update({ id: newUri(command.as, "updates"), actor: actorUri(command.as), object: found }));
  },
  async delete(command) {
    documents.set(command.id, { id: command.id, type: "Tombstone" });
    const object = new V.Tombstone({ id: uri(command.id) });
    const gone = new V.Delete({ id: newUri(command.as, "deletes"), actor: actorUri(command.as), object });
    return deliver(command.as, gone, await readers(command), command.how);
  },
  async like({ as, object, to, how }) {
    const like = new V.Like({ id: newUri(as, "likes"), actor: actorUri(as), object: uri(object) });
    return deliver(as, like, [await inboxOf(to)], how);
  },
  async boost({ as, object, to, how }) {
    const boost = { id: newUri(as, "boosts"), actor: actorUri(as), object: uri(object), tos: [new URL(PUBLIC)] };
    return deliver(as, new V.Announce(boost), [await inboxOf(to)], how);
  },
  async undo({ as, id, to, how }) {
    const { "@context": context, ...object } = documents.get(id);
    const undo = { "@context": context, id: newUri(as, "undos").href, type: "Undo", actor: actorUri(as).href, object };
    return deliver(as, undo, [await inboxOf(to)], how);
  },
  async refuse({ dialects }) {
    refused.clear();
    for (const dialect of dialects) refused.add(dialect);
    return {};
  },
  // As Fedify itself sends: in the dialect it prefers, then in the other one.
  async send({ as, object, to }) {
    const like = new V.Like({ id: newUri(as, "likes"), actor: actorUri(as), object: uri(object) });
    documents.set(like.id.href, await asJson(like));
    const recipient = { id: uri(to), inboxId: uri(await inboxOf(to)) };
    const context = federation.createContext(new URL(ORIGIN), null);
    await context.sendActivity({ identifier: as }, recipient, like, { immediate: true });
    return { id: like.id.href };
  },
  async state({ as }) {
    const { followers, following } = people[as];
    return { followers: [...followers.keys()], following: Object.fromEntries(following) };
  },
};

async function tell(command, activity) {
  const document = await asJson(activity);
  Object.assign(document.object, command.also);
  return deliver(command.as, document, await readers(command), command.how);
}

// Followers, and whoever a command names.
async function readers({ as, to, direct }) {
  return [...(direct ? [] : people[as].followers.values()), ...(to ? [await inboxOf(to)] : [])];
}

async function obey(request, response) {
  let result = { events };
  if (request.method === "POST") {
    try {
      const command = JSON.parse((await read(request)).toString());
      result = { result: await commands[command.op](command) };
    } catch (error) {
      result = { error: `${error.stack ?? error}` };
    }
  }
  response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(result));
}

const safely = (handler) => (request, response) =>
  handler(request, response).catch((error) => {
    events.push({ event: "error", error: String(error.stack ?? error) });
    response.writeHead(500).end();
  });

const place = (address) => {
  const [host, port] = address.split(":");
  return [Number(port), host];
};
http.createServer(safely(answer)).listen(...place(new URL(ORIGIN).host));
http.createServer(safely(obey)).listen(...place(options.control), () => console.log("ready"));
