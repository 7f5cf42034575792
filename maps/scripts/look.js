/* What is looked at on a map: `change` alters it and tells those who listen, unless nothing changes. */
niangjia.look = function (look) {
  "use strict";

  const listeners = [];

  return {
    look,
    change(changes) {
      const names = Object.keys(changes);
      if (names.every((name) => look[name] === changes[name])) return;
      Object.assign(look, changes);
      listeners.forEach((listener) => listener(look));
    },
    listen(listener) {
      listeners.push(listener);
      listener(look);
    },
  };
};
