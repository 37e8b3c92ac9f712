// A new hub on the map: its dot follows latitude and longitude as they are typed, and a click on the map fills them in,
// and the country too, where nobody has chosen one by hand: that of the nearest place that is known.
// The projection is that of hubs/drawing/maps.py: Lambert azimuthal equal-area.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const map = document.getElementById("place-map");
  const fields = ["id_latitude", "id_longitude"].map((id) => document.getElementById(id));
  if (!map || fields.includes(null)) return;
  const here = document.getElementById("place-here");
  const { latitude: phi0, longitude: lambda0, scale, x: x0, y: y0 } = Object.fromEntries(
    Object.entries(map.dataset).map(([name, value]) => [name, Number(value)])
  );

  const project = (latitude, longitude) => {
    const phi = (latitude * Math.PI) / 180;
    const turn = (longitude * Math.PI) / 180 - lambda0;
    const cosine = Math.sin(phi0) * Math.sin(phi) + Math.cos(phi0) * Math.cos(phi) * Math.cos(turn);
    const spread = scale * Math.sqrt(2 / Math.max(1 + cosine, 1e-9));
    const east = Math.cos(phi) * Math.sin(turn);
    const north = Math.cos(phi0) * Math.sin(phi) - Math.sin(phi0) * Math.cos(phi) * Math.cos(turn);
    return [x0 + spread * east, y0 - spread * north];
  };

  const unproject = (x, y) => {
    const east = (x - x0) / scale;
    const north = (y0 - y) / scale;
    const far = Math.hypot(east, north);
    if (far === 0) return [(phi0 * 180) / Math.PI, (lambda0 * 180) / Math.PI];
    const angle = 2 * Math.asin(Math.min(1, far / 2));
    const phi = Math.asin(Math.cos(angle) * Math.sin(phi0) + (north * Math.sin(angle) * Math.cos(phi0)) / far);
    const across = far * Math.cos(phi0) * Math.cos(angle) - north * Math.sin(phi0) * Math.sin(angle);
    return [phi, lambda0 + Math.atan2(east * Math.sin(angle), across)].map((angle) => (angle * 180) / Math.PI);
  };

  const show = () => {
    const [latitude, longitude] = fields.map((field) => (field.value === "" ? NaN : Number(field.value)));
    if (Number.isNaN(latitude + longitude)) return;
    const [x, y] = project(latitude, longitude);
    here.setAttribute("cx", x.toFixed(1));
    here.setAttribute("cy", y.toFixed(1));
  };

  const country = document.getElementById("id_country");
  const points = JSON.parse(map.dataset.points);
  let isByHand = Boolean(country?.value);
  country?.addEventListener("change", () => {
    isByHand = country.value !== "";
  });
  const choose = (x, y) => {
    if (!country || isByHand || !points.length) return;
    const far = ([, left, top]) => Math.hypot(left - x, top - y);
    country.value = points.reduce((nearest, point) => (far(point) < far(nearest) ? point : nearest))[0];
  };

  fields.forEach((field) => field.addEventListener("input", show));
  map.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    unproject(at.x, at.y).forEach((angle, place) => {
      fields[place].value = angle.toFixed(3);
    });
    choose(at.x, at.y);
    show();
  });
  show();
});
