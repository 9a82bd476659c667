// The map of an address: opened on demand, a pin that can be dragged, and two number fields that say the same.
// Without a tile server (the default) the ground is a plain grid with a scale: nothing is asked of anybody else.
(() => {
  "use strict";

  const ZOOM = 15;
  const DIGITS = 6;

  const Grid = window.L.GridLayer.extend({
    createTile() {
      const tile = document.createElement("div");
      tile.className = "map-tile";
      return tile;
    },
  });

  function show(box) {
    if (box.dataset.shown) return;
    box.dataset.shown = "true";
    const form = box.closest("form");
    const [lat, lon] = [form.querySelector("[name=lat]"), form.querySelector("[name=lon]")];
    const here = [Number(box.dataset.lat), Number(box.dataset.lon)];
    const map = window.L.map(box, { zoomControl: true, attributionControl: true }).setView(here, ZOOM);
    map.attributionControl.setPrefix(false);
    const ground = box.dataset.tiles
      ? window.L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution, maxZoom: 19 })
      : new Grid({ attribution: box.dataset.attribution });
    ground.addTo(map);
    window.L.control.scale({ imperial: false }).addTo(map);
    const icon = window.L.divIcon({ className: "map-pin", iconSize: [28, 36], iconAnchor: [14, 36] });
    const pin = window.L.marker(here, { draggable: true, autoPan: true, icon, alt: box.dataset.label, title: box.dataset.label });
    pin.addTo(map);
    pin.on("dragend", () => {
      const at = pin.getLatLng();
      lat.value = at.lat.toFixed(DIGITS);
      lon.value = at.lng.toFixed(DIGITS);
      form.classList.add("map-moved");
    });
    for (const field of [lat, lon]) {
      field.addEventListener("change", () => {
        const at = [Number(lat.value), Number(lon.value)];
        if (!lat.value || !lon.value || at.some(Number.isNaN)) return;
        pin.setLatLng(at);
        map.panTo(at);
        form.classList.add("map-moved");
      });
    }
    requestAnimationFrame(() => map.invalidateSize());
  }

  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.open) for (const box of event.target.querySelectorAll("[data-map]")) show(box);
    },
    true,
  );
})();
