// The search runs in a worker, which no browser starts for a page that was opened from a file: there, a hidden frame
// stands in for it. As between a page and its worker, messages are copies.
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(url) {
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.srcdoc = "<!doctype html>";
      this.inside = new Promise((done) => {
        this.frame.onload = () => {
          const { contentWindow: inside, contentDocument: page } = this.frame;
          inside.postMessage = (data) => this.onmessage?.({ data: structuredClone(data) });
          const script = page.createElement("script");
          script.onload = () => done(inside);
          script.onerror = () => this.onerror?.(new Event("error"));
          script.src = new URL(url, location.href).href;
          page.head.append(script);
        };
      });
      document.body.append(this.frame);
    }

    postMessage(data) {
      const copy = structuredClone(data);
      this.inside.then((inside) => inside.dispatchEvent(new MessageEvent("message", { data: copy })));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
