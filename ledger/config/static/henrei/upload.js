/* Sends the chosen files in pieces, each at its offset, so that a broken connection goes on where it stopped.

   Takes its words and the piece's size from the form it finds; the server tells what became of each file. Which file
   went where is remembered in the tab's own storage until the file is through. */
"use strict";

(() => {
  const form = document.querySelector("form[data-upload]");
  if (!form) return;

  const words = form.dataset;
  const input = form.querySelector('input[type="file"]');
  const declared = form.querySelector('input[type="checkbox"]');
  const button = form.querySelector("button");
  const area = form.querySelector("[data-drop]");
  const sending = document.querySelector("[data-sending]");
  const pieceBytes = Number(words.pieceBytes);
  const lanes = 2;
  const longestWaitMs = 30000;
  const standing = { total: 0, done: 0 };

  class Refused extends Error {}

  const keyOf = (file) => `henrei-upload:${file.name}:${file.size}:${file.lastModified}`;

  /* A tab may be forbidden to remember; then a file that is chosen again begins anew. */
  const memory = {
    read: (key) => { try { return sessionStorage.getItem(key); } catch { return null; } },
    keep: (key, url) => { try { sessionStorage.setItem(key, url); } catch { /* as above */ } },
    forget: (key) => { try { sessionStorage.removeItem(key); } catch { /* as above */ } },
  };

  const pause = (ms) => new Promise((onward) => {
    const timer = setTimeout(onward, ms);
    addEventListener("online", () => { clearTimeout(timer); onward(); }, { once: true });
  });

  /* One question to the server, asked until it is answered: a lost connection and a server in trouble are waited for. */
  async function ask(row, url, options) {
    for (let waitMs = 1000; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      try {
        const answer = await fetch(url, { redirect: "manual", ...options });
        if (answer.type === "opaqueredirect") throw new Refused(words.signedOut);
        if (answer.status < 500) return { status: answer.status, ...(await told(answer)) };
      } catch (trouble) {
        if (trouble instanceof Refused) throw trouble;
      }
      row.say(words.lost);
      await pause(waitMs);
      row.say(words.onItsWay);
    }
  }

  async function told(answer) {
    const isTold = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return isTold ? answer.json() : {};
  }

  function posted(row, url, body) {
    const token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
    return ask(row, url, { method: "POST", body, headers: { "X-CSRFToken": token } });
  }

  async function begun(row, file) {
    const announced = new FormData();
    announced.set("name", file.name);
    announced.set("size_bytes", String(file.size));
    announced.set("own_work", declared.checked ? "on" : "");
    const place = await posted(row, form.action, announced);
    if (place.status !== 200) throw new Refused(place.told || words.stopped);
    memory.keep(keyOf(file), place.url);
    return place;
  }

  async function remembered(row, file) {
    const url = memory.read(keyOf(file));
    if (!url) return null;
    const place = await ask(row, url, {});
    if (place.status === 200) return place;
    memory.forget(keyOf(file));
    return null;
  }

  async function pieceOf(file, offset) {
    try {
      return await file.slice(offset, offset + pieceBytes).arrayBuffer();
    } catch {
      throw new Refused(words.unreadable);
    }
  }

  /* A gap is answered with the offset wanted; asked for the same place twice, the file is given up. */
  async function sendPiece(row, file, place) {
    const url = `${place.url}?offset=${place.received_bytes}`;
    const answer = await posted(row, url, await pieceOf(file, place.received_bytes));
    if (answer.status === 200) return answer;
    const goesOn = answer.status === 409 && answer.received_bytes !== place.received_bytes;
    if (!goesOn) throw new Refused(answer.told || words.stopped);
    return { ...place, received_bytes: answer.received_bytes };
  }

  async function send(file, row) {
    row.say(words.onItsWay);
    let place = (await remembered(row, file)) || (await begun(row, file));
    while (!place.is_over) {
      row.show(place.received_bytes, file.size);
      place = await sendPiece(row, file, place);
    }
    memory.forget(keyOf(file));
    row.show(file.size, file.size);
    row.say(place.told);
    row.isListed = true;
  }

  function rowFor(file, number) {
    const shown = document.querySelector("template[data-row]").content.cloneNode(true).querySelector("li");
    const [name, bar] = [shown.querySelector(".progress-name"), shown.querySelector("progress")];
    name.id = `sending-${number}`;
    bar.setAttribute("aria-labelledby", name.id);
    name.firstElementChild.textContent = file.name;
    sending.querySelector("ul").append(shown);
    return {
      shown,
      isListed: false,
      say: (sentence) => { shown.querySelector("[data-told]").textContent = sentence; },
      show: (done, total) => {
        bar.value = total ? done / total : 1;
        shown.querySelector("[data-share]").textContent = `${Math.floor(100 * bar.value)} %`;
      },
    };
  }

  function tell() {
    const sentence = words.sent.replace("DONE", standing.done).replace("TOTAL", standing.total);
    sending.querySelector("[data-total]").textContent = sentence;
  }

  /* The list of what was sent is drawn anew; what stands there need not stand here as well. */
  function finished(rows) {
    document.body.dispatchEvent(new Event("sent"));
    rows.filter((row) => row.isListed).forEach((row) => row.shown.remove());
  }

  async function lane(queue) {
    for (let next = queue.shift(); next; next = queue.shift()) {
      try {
        await send(next.file, next.row);
      } catch (trouble) {
        if (!(trouble instanceof Refused)) throw trouble;
        next.row.say(trouble.message);
        next.row.shown.querySelector("progress").remove();
      }
      standing.done += 1;
      tell();
    }
  }

  async function sendAll(files) {
    const queue = files.map((file) => ({ file, row: rowFor(file, standing.total++) }));
    const rows = queue.map((one) => one.row);
    rows.forEach((row) => row.say(words.waits));
    sending.hidden = false;
    tell();
    await Promise.all(Array.from({ length: lanes }, () => lane(queue)));
    finished(rows);
  }

  const leaving = (event) => event.preventDefault();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const files = [...input.files];
    input.value = "";
    button.disabled = true;
    addEventListener("beforeunload", leaving);
    try {
      await sendAll(files);
    } finally {
      removeEventListener("beforeunload", leaving);
      button.disabled = false;
    }
  });

  for (const kind of ["dragenter", "dragover"]) {
    area.addEventListener(kind, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      area.classList.add("drop-over");
    });
  }
  area.addEventListener("dragleave", () => area.classList.remove("drop-over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("drop-over");
    const all = new DataTransfer();
    [...input.files, ...event.dataTransfer.files].forEach((file) => all.items.add(file));
    input.files = all.files;
  });
  form.querySelector("[data-needs-script]").hidden = false;
})();
