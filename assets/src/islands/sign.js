// A pad to sign on: <canvas data-sign="FIELD">; what was drawn goes as a PNG into the hidden field of that id, and
// [data-sign-clear] begins anew. Who cannot draw takes another way of the form.
const field = (pad) => document.getElementById(pad.dataset.sign);

const begin = (pad) => {
  const scale = window.devicePixelRatio || 1;
  if (pad.width !== Math.round(pad.clientWidth * scale)) {
    pad.width = Math.round(pad.clientWidth * scale);
    pad.height = Math.round(pad.clientHeight * scale);
  }
  const pen = pad.getContext("2d");
  pen.lineWidth = 2.5 * scale;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#111";
  return [pen, scale];
};

document.addEventListener("pointerdown", (e) => {
  const pad = e.target.closest?.("[data-sign]");
  if (!pad) return;
  e.preventDefault();
  pad.setPointerCapture(e.pointerId);
  const [pen, scale] = begin(pad);
  pen.beginPath();
  pen.moveTo(e.offsetX * scale, e.offsetY * scale);
  const draw = (e) => {
    pen.lineTo(e.offsetX * scale, e.offsetY * scale);
    pen.stroke();
  };
  pad.addEventListener("pointermove", draw);
  pad.addEventListener(
    "pointerup",
    () => {
      pad.removeEventListener("pointermove", draw);
      field(pad).value = pad.toDataURL("image/png");
    },
    { once: true },
  );
});

document.addEventListener("click", (e) => {
  const clear = e.target.closest?.("[data-sign-clear]");
  if (!clear) return;
  const pad = document.querySelector(`[data-sign="${clear.dataset.signClear}"]`);
  pad.getContext("2d").clearRect(0, 0, pad.width, pad.height);
  field(pad).value = "";
});
