// Add the camera to the page: what it reads goes into the text field, and the form is sent.
"use strict";

(() => {
  const place = document.getElementById("camera");
  const field = document.getElementById("id_mark");
  if (!place || !field || !navigator.mediaDevices?.getUserMedia) return;
  const [button, video, words] = ["button", "video", "p"].map((name) => place.querySelector(name));
  const canvas = document.createElement("canvas");
  const longest = 1280;
  const patience = 6000;
  let stream = null;
  let since = 0;

  function stop(said) {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    button.textContent = "카메라로 찍기";
    words.textContent = said;
  }

  function look() {
    if (!stream) return;
    const text = video.readyState >= 2 ? read() : null;
    if (text) {
      stop("부호를 읽었습니다. 확인하고 있습니다.");
      field.value = text;
      field.form.requestSubmit();
      return;
    }
    if (Date.now() - since > patience) words.textContent = "아직 읽지 못했습니다. 밝은 곳에서 조금 더 가까이 비춰 주세요.";
    setTimeout(look, 120);
  }

  function read() {
    const scale = Math.min(1, longest / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      const text = QRReader.decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height));
      return /^KD[0-9]+:/.test(text) ? text : null;
    } catch {
      return null;
    }
  }

  button.addEventListener("click", async () => {
    if (stream) {
      stop("");
      return;
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1920 } },
      });
    } catch {
      stop("카메라를 쓸 수 없습니다. 사진을 올리거나 문서확인번호를 입력해 주세요.");
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    button.textContent = "카메라 끄기";
    words.textContent = "종이의 부호가 화면에 모두 들어오게 비춰 주세요.";
    await video.play();
    since = Date.now();
    look();
  });
  place.hidden = false;
})();
