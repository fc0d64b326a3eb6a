/// The script that lets readers turn the models of a page.
///
/// It reads the numbers that `SolidPicture` left with each ball and line, and sets the attributes of these same elements anew;
/// it makes no element, fetches nothing and moves nothing by itself. The arithmetic is that of `SolidLine.shape` and `SolidPicture`:
/// who changes one changes the other.
///
/// The text has neither `<` nor `&`: it reads the same in XML and in HTML.
enum SolidScript {
  /// What a page's policy must name for the script to run (Content Security Policy Level 3, 2.3.1): SHA-256 of `text`, in base64.
  /// The tests compute it.
  static let hash = "sha256-Vwe737DgK9ND4ywRkMWPAOWfXwpPYEAvll++QuGDJRM="

  static let text = #"""
    'use strict';
    document.querySelectorAll('.solids li svg').forEach(picture => {
      const eye = 480;
      const layer = picture.querySelector('.parts');
      const read = name => Array.from(picture.querySelectorAll('[' + name + ']'), element => ({
        element, data: element.getAttribute(name).split(' ').map(Number)
      }));
      const balls = read('data-ball');
      const lines = read('data-line');
      const rings = read('data-ring');
      const parts = lines.concat(balls);
      const write = value => String(Math.round(value * 100) / 100);
      const set = (element, values) => Object.keys(values).forEach(name => element.setAttribute(name, values[name]));
      let axes, zoom, isWaiting = false, order = [];

      const project = place => {
        const scale = zoom * eye / (eye - place[2]);
        return {x: place[0] * scale, y: place[1] * scale, scale};
      };

      const drawLine = line => {
        const [first, second, offset, half, dashed, side] = line.data;
        line.depth = (balls[first].place[2] + balls[second].place[2]) / 2;
        let far = balls[first], near = balls[second];
        if (far.place[2] > near.place[2]) [far, near] = [near, far];
        const span = near.place.map((value, axis) => value - far.place[axis]);
        const length = Math.hypot(...span);
        const direction = span.map(value => value / length);
        const flat = Math.hypot(direction[0], direction[1]);
        const leave = ball => Math.sqrt(Math.max(0, ball.data[3] * ball.data[3] - offset * offset));
        const start = leave(far), end = length - leave(near);
        if (!(flat > 1e-3) || !(end > start)) return line.element.setAttribute('d', '');
        let aside = [-direction[1] / flat, direction[0] / flat, 0];
        if (side !== undefined) {
          const [x, y] = balls[side].place;
          if (0 > (x - far.place[0]) * aside[0] + (y - far.place[1]) * aside[1]) aside = aside.map(value => -value);
        }
        const along = way => project(far.place.map((value, axis) => value + direction[axis] * way + aside[axis] * offset));
        const from = along(start), to = along(end);
        const x = to.x - from.x, y = to.y - from.y;
        const reach = Math.hypot(x, y), low = half * from.scale, high = half * to.scale;
        let outline = '';
        if (dashed) {
          const width = (low + high) / 2, pitch = reach / 7;
          for (const step of [0, 2, 4, 6]) {
            outline += 'M' + write(step * pitch) + ' ' + write(-width) + 'h' + write(pitch) + 'v' + write(2 * width)
              + 'h' + write(-pitch) + 'Z';
          }
        } else {
          outline = 'M0 ' + write(-low) + 'L' + write(reach) + ' ' + write(-high) + 'V' + write(high) + 'L0 ' + write(low)
            + 'A' + write(low * direction[2]) + ' ' + write(low) + ' 0 0 1 0 ' + write(-low) + 'Z';
        }
        const angle = Math.atan2(y, x) * 180 / Math.PI;
        set(line.element, {
          transform: 'translate(' + write(from.x) + ' ' + write(from.y) + ')rotate(' + write(angle) + ')', d: outline
        });
      };

      const draw = () => {
        isWaiting = false;
        balls.forEach(ball => {
          const [x, y, z, radius] = ball.data;
          ball.place = axes.map(axis => axis[0] * x + axis[1] * y + axis[2] * z);
          ball.depth = ball.place[2];
          ball.seen = project(ball.place);
          ball.size = radius * ball.seen.scale;
          set(ball.element, {cx: write(ball.seen.x), cy: write(ball.seen.y), r: write(ball.size)});
        });
        lines.forEach(drawLine);
        rings.forEach(ring => {
          const ball = balls[ring.data[0]];
          set(ring.element, {cx: write(ball.seen.x), cy: write(ball.seen.y), r: write(ball.size + 2.5)});
        });
        const sorted = parts.slice().sort((one, other) => one.depth - other.depth);
        if (sorted.some((part, index) => part !== order[index])) layer.append(...sorted.map(part => part.element));
        order = sorted;
      };
      const redraw = () => {
        if (!isWaiting) requestAnimationFrame(draw);
        isWaiting = true;
      };

      const restore = () => {
        axes = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
        zoom = 1;
        redraw();
      };
      const dot = (one, other) => one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
      const mix = (one, share, other, rest) => one.map((value, index) => value * share + other[index] * rest);
      // Without this, rounding would shear the body after many turns.
      const straighten = () => axes.forEach((axis, index) => {
        axes.slice(0, index).forEach(earlier => { axis = mix(axis, 1, earlier, -dot(axis, earlier)); });
        axes[index] = mix(axis, 1 / Math.sqrt(dot(axis, axis)), axis, 0);
      });
      // By angles about the vertical and the horizontal: what faces the reader moves by (across, down).
      const turn = (across, down) => {
        const angle = Math.hypot(across, down);
        if (angle === 0) return;
        const [x, y, depth] = axes;
        const way = mix(x, across / angle, y, down / angle);
        const shift = mix(mix(way, Math.cos(angle), depth, Math.sin(angle)), 1, way, -1);
        axes = [
          mix(x, 1, shift, across / angle), mix(y, 1, shift, down / angle), mix(depth, Math.cos(angle), way, -Math.sin(angle))
        ];
        straighten();
        redraw();
      };
      const roll = angle => {
        const [x, y, depth] = axes;
        axes = [mix(x, Math.cos(angle), y, -Math.sin(angle)), mix(y, Math.cos(angle), x, Math.sin(angle)), depth];
        straighten();
        redraw();
      };
      const magnify = factor => {
        zoom = Math.min(6, Math.max(0.5, zoom * factor));
        redraw();
      };

      const pointers = new Map();
      let axesBefore = axes;
      const release = event => pointers.delete(event.pointerId);
      picture.addEventListener('pointerdown', event => {
        if (event.button !== 0) return;
        pointers.set(event.pointerId, [event.clientX, event.clientY]);
        axesBefore = axes;
        picture.setPointerCapture(event.pointerId);
      });
      picture.addEventListener('pointermove', event => {
        const before = pointers.get(event.pointerId);
        if (!before) return;
        const now = [event.clientX, event.clientY];
        pointers.set(event.pointerId, now);
        if (pointers.size === 1) {
          // Across the whole picture is half a turn.
          const unit = Math.PI / picture.getBoundingClientRect().width;
          turn((now[0] - before[0]) * unit, (now[1] - before[1]) * unit);
        } else {
          const other = Array.from(pointers.keys()).find(key => key !== event.pointerId);
          const [x, y] = pointers.get(other);
          const [old, fresh] = [before, now].map(place => [place[0] - x, place[1] - y]);
          magnify(Math.max(1, Math.hypot(...fresh)) / Math.max(1, Math.hypot(...old)));
          roll(Math.atan2(fresh[1], fresh[0]) - Math.atan2(old[1], old[0]));
        }
      });
      // A finger that was turning a model by the time the page began to scroll: the model is put back.
      picture.addEventListener('pointercancel', event => {
        if (!pointers.has(event.pointerId)) return;
        axes = axesBefore;
        redraw();
      });
      ['pointerup', 'pointercancel', 'lostpointercapture'].forEach(name => picture.addEventListener(name, release));
      picture.addEventListener('dblclick', restore);
      picture.addEventListener('wheel', event => {
        if (!event.ctrlKey) if (!event.metaKey) if (document.activeElement !== picture) return;
        event.preventDefault();
        magnify(Math.exp(-event.deltaY * [1, 16, 160][event.deltaMode] / 500));
      }, {passive: false});
      const step = Math.PI / 18;
      const keys = {
        ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step],
        '+': 1.2, '=': 1.2, '-': 1 / 1.2, '\u2212': 1 / 1.2, '0': 1, Home: 1
      };
      picture.addEventListener('keydown', event => {
        const action = keys[event.key];
        if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        if (action === 1) restore();
        else if (!Array.isArray(action)) magnify(action);
        else if (event.shiftKey) roll(action[0] + action[1]);
        else turn(...action);
      });

      restore();
      picture.classList.add('live');
      set(picture, {tabindex: '0', role: 'application', 'aria-roledescription': 'model that can be turned'});
    });
    document.querySelectorAll('.solids .hint').forEach(hint => { hint.hidden = false; });
    """#
}
