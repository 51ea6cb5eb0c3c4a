// What another maker's library (Fedify) makes of proofs inside documents. Reads one JSON object from standard input:
//
//   {"check": ACTIVITY, "actor": DOCUMENT}   answers {"id": ..., "keys": [...]}; the id is null when the proof is wrong
//   {"make": {"origin": ...}}                answers {"activity": ..., "actor": ..., "key": ...}, proved with a new key

import { signObject, verifyObject } from "@fedify/fedify";
import * as V from "@fedify/vocab";
import { exportMultibaseKey, getDocumentLoader } from "@fedify/vocab-runtime";

const bundled = getDocumentLoader();
const input = JSON.parse(await new Response(process.stdin).text());

async function check(activity, actor) {
  const documentLoader = async (url) => {
    if (url.split("#")[0] !== actor.id) throw new Error(`not here: ${url}`);
    return { document: actor, documentUrl: url, contextUrl: null };
  };
  const loading = { documentLoader, contextLoader: bundled };
  const who = await V.Object.fromJsonLd(actor, loading);
  const keys = [];
  for await (const key of who.getAssertionMethods()) keys.push([key.id.href, key.controllerId.href, key.publicKey.algorithm.name]);
  const found = await verifyObject(V.Activity, activity, loading);
  return { id: found?.id?.href ?? null, keys };
}

async function make({ origin }) {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const actor = new URL("/actors/ada", origin);
  const note = new V.Note({
    id: new URL("/notes/1", origin),
    attribution: actor,
    content: "<p>Grüße, 海 😀</p>",
    to: V.PUBLIC_COLLECTION,
    tags: [new V.Hashtag({ href: new URL("/tags/sea", origin), name: "#sea" })],
  });
  const create = new V.Create({ id: new URL("/activities/1", origin), actor, object: note, to: V.PUBLIC_COLLECTION });
  const loading = { contextLoader: bundled };
  const signed = await signObject(create, pair.privateKey, new URL("#ed25519-key", actor), loading);
  const written = JSON.stringify(await signed.toJsonLd({ ...loading, format: "compact" }));
  // What it signs and sends spells the public out; writing a document alone does not.
  const activity = JSON.parse(written.replaceAll('"as:Public"', JSON.stringify(V.PUBLIC_COLLECTION.href)));
  return { activity, actor: actor.href, key: await exportMultibaseKey(pair.publicKey) };
}

console.log(JSON.stringify(input.check ? await check(input.check, input.actor) : await make(input.make)));
