// Starts one of the workers. The page posts {init: {js, wasm}} first; both are same-origin
// URLs of the build. When the module runs it listens by itself and posts {ready: true}.
self.onmessage = async (event) => {
  const init = event.data && event.data.init;
  if (!init) return;
  try {
    const module = await import(init.js);
    await module.default({ module_or_path: init.wasm });
  } catch (error) {
    self.postMessage({ error: "boot" });
  }
};
