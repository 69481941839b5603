// The Playground listens on every network interface and has no option against it. What people try here is meant for
// their own machine alone, so every port it opens is bound to the loopback address.
const { Server } = require("node:net");

const listen = Server.prototype.listen;

Server.prototype.listen = function (port, ...rest) {
  const onAllInterfaces = typeof port === "number" && typeof rest[0] !== "string";
  return onAllInterfaces ? listen.call(this, port, "127.0.0.1", ...rest) : listen.call(this, port, ...rest);
};
