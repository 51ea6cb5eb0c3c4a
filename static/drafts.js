// A draft that keeps itself: words a few seconds after they were typed, each file by itself and in pieces, so that
// nothing is lost by a broken line or a closed page. Without this file the buttons of the form keep the same things.

const PAUSE = 5000;
const PIECE = 1048576;
const LONGEST = 30000;

const sleep = (ms, until) =>
  new Promise((go) => {
    const timer = setTimeout(go, ms);
    until((early) => {
      clearTimeout(timer);
      go(early);
    });
  });

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// What is typed, without files: what the server keeps.
function typed(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
  return fields;
}

class Draft {
  constructor(form) {
    this.form = form;
    this.path = form.dataset.draft;
    this.line = form.querySelector("[data-saved]");
    this.words = JSON.parse(this.line.dataset.words);
    this.changed = false;
    this.timer = 0;
    this.saving = Promise.resolve();
    form.addEventListener("input", (event) => event.target.type !== "file" && this.touch());
    form.addEventListener("change", (event) => event.target.type !== "file" && this.touch());
    addEventListener("pagehide", () => {
      if (this.changed && this.path) navigator.sendBeacon(`${this.path}/words`, typed(form));
    });
  }

  touch(pause = PAUSE) {
    this.changed = true;
    if (!this.timer && !this.over) this.timer = setTimeout(() => this.save(), pause);
  }

  stop() {
    this.over = true;
    this.changed = false;
    clearTimeout(this.timer);
  }

  save() {
    this.saving = this.saving.then(() => this.#save());
    return this.saving;
  }

  async #save() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.over || (this.path && !this.changed)) return;
    this.changed = false;
    try {
      const answer = await fetch(this.path ? `${this.path}/words` : "/drafts", { method: "POST", body: typed(this.form), redirect: "error" });
      if (answer.status === 422) this.line.textContent = (await answer.json()).error;
      if (!answer.ok) throw new Error(answer.status);
      if (!this.path) this.become((await answer.json()).address);
      this.say("saved", { time: new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }) });
    } catch (error) {
      if (error.message === "422" || error.message === "404") return;
      this.say("unsaved", {});
      this.touch(2 * PAUSE);
    }
  }

  become(path) {
    this.path = path;
    this.form.dataset.draft = path;
    this.form.action = path;
    history.replaceState(history.state, "", path);
  }

  say(word, values) {
    this.line.textContent = filled(this.words[word], values);
  }
}

// One piece; resolves to where the next one begins, or rejects with the status (0: no answer).
function send(job, at, progress) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    job.request = request;
    request.open("PATCH", job.address);
    request.setRequestHeader("Content-Type", "application/offset+octet-stream");
    request.setRequestHeader("Tus-Resumable", "1.0.0");
    request.setRequestHeader("Upload-Offset", at);
    request.setRequestHeader("X-CSRF-Token", job.token);
    request.upload.onprogress = (event) => progress(at + event.loaded);
    request.onload = () => (request.status === 204 ? done(Number(request.getResponseHeader("Upload-Offset"))) : failed(request.status));
    request.onerror = request.onabort = () => failed(0);
    request.send(job.file.slice(at, at + PIECE));
  });
}

const passing = (status) => status === 0 || status === 409 || status === 429 || status >= 500;

class Uploads {
  constructor(form, draft) {
    this.form = form;
    this.draft = draft;
    this.list = form.querySelector("[data-shots]");
    this.words = JSON.parse(this.list.dataset.words);
    this.jobs = new Map();
    this.queue = Promise.resolve();
    form.addEventListener("change", (event) => event.target.type === "file" && this.look());
    form.addEventListener("shot:gone", (event) => this.cancel(event.target, event.detail.held));
    form.addEventListener("submit", (event) => this.submit(event), true);
    this.look();
  }

  look() {
    for (const shot of this.list.querySelectorAll("[data-shot]")) {
      const input = shot.querySelector('input[type="file"]');
      const file = input.files[0];
      if (!file || this.jobs.get(shot)?.file === file) continue;
      const begun = [...this.list.querySelectorAll('[data-held="part"]')].find(
        (other) => other !== shot && other.dataset.name === file.name && Number(other.dataset.size) === file.size,
      );
      if (begun) {
        // The rest of a file goes to where its beginning is.
        const there = begun.querySelector('input[type="file"]');
        const carrier = new DataTransfer();
        carrier.items.add(file);
        there.files = carrier.files;
        input.value = "";
        there.dispatchEvent(new Event("change", { bubbles: true }));
        input.dispatchEvent(new Event("change", { bubbles: true }));
        return;
      }
      this.jobs.get(shot)?.request?.abort();
      const job = { shot, input, file, token: this.form.elements.csrf.value };
      this.jobs.set(shot, job);
      this.queue = this.queue.then(() => this.run(job));
    }
  }

  current(job) {
    return this.jobs.get(job.shot) === job;
  }

  async run(job) {
    let wait = 1000;
    while (this.current(job)) {
      try {
        const at = await this.begin(job);
        if (at === null) return;
        await this.pieces(job, at, () => (wait = 1000));
        if (this.current(job)) this.kept(job);
        return;
      } catch (status) {
        if (!this.current(job)) return;
        if (typeof status !== "number" || !passing(status)) {
          this.tell(job, this.words.failed);
          job.failed = true;
          return;
        }
        await this.pause(job, wait);
        wait = Math.min(LONGEST, 2 * wait);
      }
    }
  }

  async begin(job) {
    if (!this.draft.path) {
      this.draft.touch();
      await this.draft.save();
      if (!this.draft.path) throw 0;
    }
    const fields = { csrf: job.token, name: job.file.name, size: job.file.size, row: job.shot.dataset.shot };
    let answer;
    try {
      answer = await fetch(`${this.draft.path}/files`, { method: "POST", body: new URLSearchParams(fields), redirect: "error" });
    } catch {
      throw 0;
    }
    if (answer.status === 422) {
      this.tell(job, (await answer.json()).error);
      job.failed = true;
      return null;
    }
    if (!answer.ok) throw answer.status;
    const told = await answer.json();
    job.address = told.address;
    return told.offset;
  }

  async pieces(job, from, onward) {
    let at = from;
    this.progress(job, at);
    while (at < job.file.size && this.current(job)) {
      at = await send(job, at, (sent) => this.progress(job, sent));
      onward();
      this.progress(job, at);
    }
  }

  async pause(job, wait) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = this.words.again;
    this.tell(job, this.words.waiting);
    this.place(job).append(" ", button);
    await sleep(wait, (early) => {
      button.addEventListener("click", early, { once: true });
      addEventListener("online", early, { once: true });
    });
  }

  place(job) {
    return job.shot.querySelector("[data-arriving]");
  }

  tell(job, words) {
    const place = this.place(job);
    place.hidden = false;
    place.textContent = words;
  }

  progress(job, sent) {
    const place = this.place(job);
    const percent = Math.min(100, Math.round((100 * sent) / job.file.size));
    let bar = place.querySelector("progress");
    if (!bar) {
      bar = document.createElement("progress");
      bar.max = 100;
      place.replaceChildren(bar, document.createElement("span"));
      place.hidden = false;
    }
    const words = filled(this.words.sending, { percent, name: job.file.name });
    bar.value = percent;
    bar.setAttribute("aria-label", job.file.name);
    bar.nextElementSibling.textContent = words;
  }

  kept(job) {
    const { shot, input, file } = job;
    this.jobs.delete(shot);
    shot.dataset.held = "whole";
    shot.dataset.name = file.name;
    shot.dataset.size = file.size;
    const place = this.place(job);
    place.replaceChildren();
    place.hidden = true;
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    this.draft.line.textContent = filled(this.words.sent, { name: file.name });
    this.draft.touch();
  }

  cancel(shot, held) {
    const job = this.jobs.get(shot);
    this.jobs.delete(shot);
    job?.request?.abort();
    const place = shot.querySelector("[data-arriving]");
    place.replaceChildren();
    place.hidden = true;
    if (!this.draft.path || !(held || job)) return;
    const fields = typed(this.form);
    fields.append("do", `remove ${shot.dataset.shot}`);
    fetch(this.draft.path, { method: "POST", body: fields, redirect: "manual" }).catch(() => {});
  }

  // What is on its way arrives first; what cannot be kept goes with the form, as without this file.
  submit(event) {
    if (event.submitter?.formAction && new URL(event.submitter.formAction).pathname !== new URL(this.form.action).pathname) return;
    const busy = [...this.jobs.values()].filter((job) => !job.failed);
    const button = event.submitter;
    if (busy.length && navigator.onLine && !this.gone) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (this.waits) return;
      this.waits = true;
      const words = this.form.querySelector("[data-sending]")?.dataset.sending;
      if (words) this.draft.line.textContent = words;
      this.queue.then(() => {
        this.waits = false;
        this.gone = true;
        this.form.requestSubmit(button);
        this.gone = false;
      });
      return;
    }
    this.draft.stop();
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const draft = new Draft(form);
  new Uploads(form, draft);
}

// Whoever has never said in which time zone they are is most likely in that of their browser.
for (const zones of document.querySelectorAll("select[data-guess]")) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zones.options].some((option) => option.value === here)) zones.value = here;
}
