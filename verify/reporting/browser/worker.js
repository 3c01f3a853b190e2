// Python with the checker, in a worker: files come in, answers go out. Nothing is loaded but what the page hands over.
let answer;
let system;

async function start(parts) {
  const held = { "pyodide.asm.wasm": "application/wasm", "python_stdlib.zip": "application/zip" };
  self.fetch = async (address) => {
    const name = String(address).split("/").pop();
    if (!(name in held)) throw new Error(`the page holds no ${name}`);
    return new Response(parts[name], { headers: { "Content-Type": held[name] } });
  };
  const module = (name) => import(URL.createObjectURL(new Blob([parts[name]], { type: "text/javascript" })));
  const { loadPyodide } = await module("pyodide.mjs");
  const { default: createPyodideModule } = await module("pyodide.asm.mjs");
  const python = await loadPyodide({
    indexURL: "page:/", stdLibURL: "page:/python_stdlib.zip", packageBaseUrl: "page:/", createPyodideModule,
    lockFileContents: new TextDecoder().decode(parts["pyodide-lock.json"]),
  });
  system = python.FS;
  system.writeFile("/checker.zip", new Uint8Array(parts["checker.zip"]));
  python.pyimport("sys").path.insert(0, "/checker.zip");
  answer = python.pyimport("kreiss.verify.reporting.browser.answer").answer;
  return python.pyimport("platform").python_version();
}

self.onmessage = async ({ data }) => {
  try {
    if (data.parts) {
      self.postMessage({ python: await start(data.parts) });
    } else {
      system.writeFile("/certificate.json", new Uint8Array(data.content));
      self.postMessage({ id: data.id, answer: JSON.parse(answer("/certificate.json")) });
    }
  } catch (error) {
    self.postMessage({ id: data.id, error: String(error.message ?? error) });
  }
};
