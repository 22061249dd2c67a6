// The page of the exported verifier: lists that stand inside it, or newer ones, and the verdict in words.
"use strict";

const IeumPage = (() => {
  const inside = JSON.parse(document.getElementById("inside").textContent);
  const byId = (id) => document.getElementById(id);
  const mostSide = 4000;
  const smallSide = 1600;
  const day = 86400;
  let trust = null;
  const statuses = new Map();

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  async function takeTrustList(text) {
    trust = await Ieum.readTrustList(text, inside.root, trust ? trust.version : 0);
  }

  async function takeStatusList(text) {
    const list = await Ieum.readStatusList(text, trust.listKeys);
    const known = statuses.get(list.number);
    if (known && list.iat < known.iat) throw new Ieum.OlderList();
    statuses.set(list.number, list);
  }

  function showAge() {
    const now = Date.now() / 1000;
    const oldest = Math.min(trust.iat, ...[...statuses.values()].map((list) => list.iat));
    const over = now >= trust.exp || [...statuses.values()].some((list) => now >= list.exp);
    const words = `신뢰목록 ${trust.version}판, 상태목록 ${statuses.size}개. 가장 오래된 목록은 ${moment(oldest)} 것으로 `
      + `${age(now - oldest)} 지났습니다. 그 뒤에 취소된 문서는 알 수 없습니다.`;
    byId("age").textContent = over ? `${words} 기한이 지났으니 새 파일을 받아 주세요.` : words;
    byId("age").className = over || now - oldest > day ? "note note--warning" : "note";
  }

  function age(seconds) {
    if (seconds < 3600) return `${Math.max(0, Math.floor(seconds / 60))}분`;
    return seconds < 2 * day ? `${Math.floor(seconds / 3600)}시간` : `${Math.floor(seconds / day)}일`;
  }

  function moment(seconds) {
    return new Intl.DateTimeFormat("ko-KR", {
      timeZone: "Asia/Seoul", dateStyle: "medium", timeStyle: "short",
    }).format(new Date(seconds * 1000));
  }

  function judge(text, now = Math.floor(Date.now() / 1000)) {
    return Ieum.judge(text.trimStart().replace(/[\r\n\t]+$/, ""), trust, statuses, now);
  }

  function show(said) {
    const how = inside.verdicts[said.verdict];
    const place = byId("result");
    place.replaceChildren();
    const box = element("div", undefined, `verdict verdict--${how.look}`);
    const icon = element("p", how.icon, "verdict__icon");
    icon.setAttribute("aria-hidden", "true");
    const words = element("div");
    words.append(element("h2", how.label, "verdict__words"), element("p", how.advice));
    if (said.reason) words.append(element("p", inside.reasons[said.reason]));
    words.append(element("p", `판정 ${said.verdict}`, "small"));
    box.append(icon, words);
    place.append(box);
    if (said.serial) place.append(...claims(said));
    place.scrollIntoView({ block: "nearest" });
  }

  function claims(said) {
    const rows = [
      ["문서번호", said.serial], ["서류", inside.kinds[said.kind] ?? said.kind], ["성명", said.name],
      ["생년월일", said.birth], ["발급기관", inside.offices[said.office] ?? said.office],
      ["발급일시", said.issued_at], ["유효기한", said.expires_at], ["상태 기준시각", said.status_as_of],
    ];
    const facts = element("dl", undefined, "facts");
    for (const [label, value] of rows.filter(([, value]) => value !== null)) {
      const row = element("div");
      row.append(element("dt", label), element("dd", value.replace("T", " ").replace("+09:00", "")));
      facts.append(row);
    }
    const bearer = element("p", "지참인의 신분증을 함께 확인해 주세요.", "note note--warning");
    return [element("h2", "종이와 견줄 것"), facts, bearer];
  }

  async function textOf(file) {
    const picture = await createImageBitmap(file);
    const side = Math.max(picture.width, picture.height);
    for (const factor of side < smallSide ? [1, 2, 3] : [1, 0.5]) {
      const scale = Math.min(factor, mostSide / side);
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      const pen = canvas.getContext("2d", { willReadFrequently: true });
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      try {
        return QRReader.decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height));
      } catch {
        // Another size may read where this one did not.
      }
    }
    return null;
  }

  async function readPicture(file) {
    const text = await textOf(file).catch(() => null);
    if (text === null) {
      show({ verdict: "UNREADABLE", reason: "no_mark" });
      return;
    }
    byId("id_mark").value = text;
    show(await judge(text));
  }

  async function takeFiles(files) {
    const texts = await Promise.all([...files].map((file) => file.text()));
    try {
      // Trust lists first: a status list may be signed by a key that only the new one names.
      for (const text of texts.filter((one) => typ(one) === "trust-list+jwt")) await takeTrustList(text);
      for (const text of texts.filter((one) => typ(one) !== "trust-list+jwt")) await takeStatusList(text);
      showAge();
    } catch (fault) {
      byId("age").textContent = fault instanceof Ieum.OlderList
        ? "이미 가진 것보다 오래된 목록이라 쓰지 않았습니다." : "목록의 서명이나 모양이 맞지 않아 쓰지 않았습니다.";
      byId("age").className = "note note--error";
    }
  }

  function typ(text) {
    try {
      return JSON.parse(atob(text.split(".")[0].replaceAll("-", "+").replaceAll("_", "/"))).typ;
    } catch {
      return null;
    }
  }

  async function start() {
    await takeTrustList(inside.trust_list);
    for (const text of inside.status_lists) await takeStatusList(text);
    showAge();
    byId("ask").addEventListener("submit", async (event) => {
      event.preventDefault();
      show(await judge(byId("id_mark").value));
    });
    byId("id_picture").addEventListener("change", (event) => readPicture(event.target.files[0]));
    byId("id_lists").addEventListener("change", (event) => takeFiles(event.target.files));
  }

  const ready = start().catch(() => {
    byId("age").textContent = "이 파일에 든 목록이 손상되었거나 이 브라우저로는 확인할 수 없습니다. 파일을 다시 받아 주세요.";
    byId("age").className = "note note--error";
  });
  return { ready, judge, textOf };
})();
