'use strict';
// Draws the charts of the report from the JSON in the page. No requests, no state outside this page.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const variants = new Map(data.variants.map((variant, order) => [variant.id, { ...variant, order }]));
  const hidden = new Set();
  const charts = [];
  let sae = 0; // index of the SAE configuration that is shown
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  // ECharts puts tooltips into the page as HTML.
  const escape = (text) => String(text).replace(/[&<>"']/g, (c) => escapes[c]);

  const number = (value) => {
    if (value === null) return '–';
    const size = Math.abs(value);
    const text = size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1)
      : size >= 0.1 || size === 0 ? value.toFixed(2) : size >= 0.0005 ? value.toFixed(3) : value.toExponential(1);
    return text.replace('-', '−');
  };
  const interval = (low, high) => (low === null || high === null ? '' : ` [${number(low)}, ${number(high)}]`);

  const resized = new ResizeObserver((entries) => {
    for (const entry of entries) echarts.getInstanceByDom(entry.target)?.resize();
  });

  // about: title, unit, id of the metric, summary in words; headings and rows of the data table.
  function addChart(parent, about, option) {
    const { title, unit } = about;
    const box = document.createElement('div');
    box.className = 'chart';
    const heading = document.createElement('h3');
    heading.textContent = title;
    if (unit) {
      const small = document.createElement('small');
      small.textContent = ` ${unit}`;
      heading.append(small);
    }
    const plot = document.createElement('div');
    plot.className = 'plot';
    plot.setAttribute('role', 'img');
    plot.setAttribute('aria-label', `Chart of ${title}${unit ? `, ${unit}` : ''}. ${about.summary} The numbers are in the table that follows.`);
    box.append(heading);
    if (about.id) {
      const id = document.createElement('code');
      id.textContent = about.id;
      box.append(id);
    }
    if (about.missing?.length > 0) {
      const missing = document.createElement('p');
      missing.className = 'note';
      missing.textContent = `Without a value: ${about.missing.join('; ')}.`;
      box.append(missing);
    }
    box.append(plot, dataTable(about.caption || title, about.headings, about.rows));
    parent.append(box);
    charts.push({ plot, option, instance: null });
    resized.observe(plot);
    return box;
  }

  function draw(chart) {
    chart.instance = chart.instance || echarts.init(chart.plot);
    chart.instance.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...chart.option() }, true);
  }

  // What is folded away has no size to draw into; it is drawn when it is unfolded.
  function redraw() {
    for (const chart of charts) if (chart.plot.offsetParent !== null) draw(chart);
  }

  function removeCharts(parent) {
    for (let i = charts.length - 1; i >= 0; i--) {
      if (parent.contains(charts[i].plot)) {
        resized.unobserve(charts[i].plot);
        if (charts[i].instance) charts[i].instance.dispose();
        charts.splice(i, 1);
      }
    }
    parent.replaceChildren();
  }

  const axis = (more) => ({
    axisLine: { onZero: false, lineStyle: { color: color('--dim') } },
    axisLabel: { color: color('--dim'), fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: color('--line') } },
    nameTextStyle: { color: color('--dim'), fontSize: 11 },
    ...more,
  });
  const tooltip = (formatter) => ({
    trigger: 'item', confine: true, formatter, backgroundColor: color('--panel'), borderColor: color('--line'),
    textStyle: { color: color('--text'), fontSize: 12 },
  });
  const chanceLine = (value) => ({
    silent: true, symbol: 'none', data: [{ yAxis: value }],
    lineStyle: { color: color('--dim'), type: 'dashed', width: 1 },
    label: { formatter: 'chance', color: color('--dim'), fontSize: 10, position: 'insideEndTop' },
  });
  const label = (id) => variants.get(id).label;
  // "Trained 0.72 to 0.85; Step 0 0.83.": what the chart shows, for those who do not see it.
  const ranges = (points, value) => `${data.variants.map((variant) => {
    const own = points.filter((point) => point[1] === variant.id).map(value).filter((one) => one !== null);
    if (own.length === 0) return null;
    const [low, high] = [number(Math.min(...own)), number(Math.max(...own))];
    return `${variant.label} ${low === high ? low : `${low} to ${high}`}`;
  }).filter(Boolean).join('; ')}.`;
  const shown = () => data.variants.filter((variant) => !hidden.has(variant.id));

  // ---- metric against layer ----

  // Points: [hook point, variant, seeds, value, low, high, n, SAE configuration].
  function metricOption(metric) {
    const series = [];
    const count = data.variants.length;
    for (const variant of shown()) {
      const own = metric.points.filter((point) => point[1] === variant.id && point[7] === sae);
      if (own.length === 0) continue;
      const shift = (variants.get(variant.id).order - (count - 1) / 2) * Math.min(0.09, 0.5 / count);
      const byHookPoint = new Map();
      for (const point of own) byHookPoint.set(point[0], [...(byHookPoint.get(point[0]) || []), point]);
      const line = [...byHookPoint].sort((a, b) => a[0] - b[0])
        .map(([index, points]) => [index + shift, points.reduce((sum, p) => sum + p[3], 0) / points.length]);
      series.push({
        type: 'line', data: line, color: color(variant.color), silent: true, symbol: 'none', lineStyle: { width: 2 }, z: 2,
      });
      series.push({
        type: 'custom', color: color(variant.color), z: 3,
        data: own.filter((p) => p[4] !== null).map((p) => [p[0] + shift, p[4], p[5]]),
        silent: true, renderItem: whisker, encode: { x: 0, y: [1, 2] },
      });
      series.push({
        type: 'scatter', color: color(variant.color), symbol: variant.symbol, symbolSize: 9, z: 4,
        data: own.map((p) => ({ value: [p[0] + shift, p[3]], point: p })),
      });
    }
    if (metric.chance !== null) {
      // An invisible point makes the axis reach the line.
      series.push({ type: 'scatter', silent: true, symbolSize: 0, data: [[0, metric.chance]], markLine: chanceLine(metric.chance) });
    }
    return {
      grid: { left: 8, right: 14, top: 22, bottom: 26, containLabel: true },
      xAxis: axis({
        type: 'value', min: -0.5, max: data.hookPoints.length - 0.5, interval: 0.5, splitLine: { show: false },
        axisTick: { show: false }, name: 'layer', nameLocation: 'middle', nameGap: 22,
        axisLabel: {
          color: color('--dim'), fontSize: 11, hideOverlap: true,
          formatter: (x) => (Number.isInteger(x) && data.hookPoints[x] ? data.hookPoints[x].replace('layers.', '') : ''),
        },
      }),
      yAxis: axis({
        type: 'value', scale: true, splitNumber: 4,
      }),
      tooltip: tooltip((item) => {
        const [index, id, seeds, value, low, high, n] = item.data.point;
        return `<b>${escape(variants.get(id).label)}</b><br>${escape(data.hookPoints[index])}, ${escape(seeds)}<br>`
          + `${escape(metric.label)} ${number(value)}${interval(low, high)}<br>n = ${n.toLocaleString('en')}`;
      }),
      series,
    };
  }

  function whisker(params, api) {
    const top = api.coord([api.value(0), api.value(2)]);
    const bottom = api.coord([api.value(0), api.value(1)]);
    const style = { stroke: api.visual('color'), lineWidth: 1.5, fill: 'none' };
    const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style });
    return {
      type: 'group',
      children: [
        line(top[0], top[1], bottom[0], bottom[1]),
        line(top[0] - 3, top[1], top[0] + 3, top[1]),
        line(bottom[0] - 3, bottom[1], bottom[0] + 3, bottom[1]),
      ],
    };
  }

  function metricCharts(id, headline) {
    const parent = document.getElementById(id);
    removeCharts(parent);
    for (const metric of data.metrics) {
      const points = metric.points.filter((point) => point[7] === sae);
      if (metric.headline !== headline || points.length === 0) continue;
      addChart(parent, {
        title: metric.label, unit: metric.unit, id: metric.id, summary: ranges(points, (point) => point[3]),
        missing: data.variants.filter((variant) => !points.some((point) => point[1] === variant.id)).map((variant) => variant.label),
        headings: ['hook point', 'variant', 'seeds', metric.unit || 'value', 'interval low', 'interval high', 'n'],
        rows: () => points.map((p) => [data.hookPoints[p[0]], label(p[1]), p[2], p[3], p[4], p[5], p[6]]),
      }, () => metricOption(metric));
    }
  }

  // ---- AUROC by kind of negatives ----

  // Points: [kind, variant, value, low, high, n, SAE configuration].
  function kindOption(chart) {
    const series = [];
    const count = data.variants.length;
    for (const variant of shown()) {
      const shift = (variants.get(variant.id).order - (count - 1) / 2) * Math.min(0.09, 0.5 / count);
      const own = chart.points.filter((point) => point[1] === variant.id && point[6] === sae).sort((a, b) => a[0] - b[0]);
      series.push({
        type: 'line', data: own.map((p) => [p[0] + shift, p[2]]), color: color(variant.color), silent: true, symbol: 'none', lineStyle: { width: 1, type: 'dotted' }, z: 2,
      });
      series.push({
        type: 'custom', color: color(variant.color), z: 3, silent: true, renderItem: whisker, encode: { x: 0, y: [1, 2] },
        data: own.filter((p) => p[3] !== null).map((p) => [p[0] + shift, p[3], p[4]]),
      });
      series.push({
        type: 'scatter', color: color(variant.color), symbol: variant.symbol, symbolSize: 10, z: 4,
        data: own.map((p) => ({ value: [p[0] + shift, p[2]], point: p })),
      });
    }
    series.push({ type: 'scatter', silent: true, symbolSize: 0, data: [[0, 0.5]], markLine: chanceLine(0.5) });
    return {
      grid: { left: 8, right: 14, top: 22, bottom: 26, containLabel: true },
      xAxis: axis({
        type: 'value', min: -0.5, max: chart.kinds.length - 0.5, interval: 0.5, splitLine: { show: false }, axisTick: { show: false },
        name: 'negatives', nameLocation: 'middle', nameGap: 22,
        axisLabel: {
          color: color('--dim'), fontSize: 11, formatter: (x) => (Number.isInteger(x) && chart.kinds[x] ? chart.kinds[x].replace('decoder-', '') : ''),
        },
      }),
      yAxis: axis({ type: 'value', scale: true, splitNumber: 4 }),
      tooltip: tooltip((item) => {
        const [kind, id, value, low, high, n] = item.data.point;
        return `<b>${escape(variants.get(id).label)}</b><br>${escape(chart.kinds[kind])} negatives<br>`
          + `AUROC ${number(value)}${interval(low, high)}<br>${n.toLocaleString('en')} latents`;
      }),
      series,
    };
  }

  function kindCharts() {
    const parent = document.getElementById('kind-charts');
    if (!parent) return;
    removeCharts(parent);
    for (const chart of data.kinds) {
      const points = chart.points.filter((point) => point[6] === sae);
      if (points.length === 0) continue;
      addChart(parent, {
        title: `${chart.scorer} AUROC by kind of negatives`, unit: 'mean over latents',
        summary: chart.kinds.map((kind, index) => `Against ${kind} negatives: ${ranges(points.filter((p) => p[0] === index), (p) => p[2])}`).join(' '),
        headings: ['negatives', 'variant', 'AUROC', 'interval low', 'interval high', 'latents'],
        rows: () => points.map((p) => [chart.kinds[p[0]], label(p[1]), p[2], p[3], p[4], p[5]]),
      }, () => kindOption(chart)).classList.add('square');
    }
  }

  // ---- ROC curves ----

  // Curves: [hook point, variant, seeds, area, low, high, points, SAE configuration].
  function rocOption(curves) {
    const names = new Map();
    for (const id of new Set(curves.map((curve) => curve[1]))) {
      const own = curves.filter((curve) => curve[1] === id);
      const areas = own.map((curve) => curve[3]);
      const area = own.length === 1
        ? `${number(areas[0])}${interval(own[0][4], own[0][5])}`
        : `${number(Math.min(...areas))} to ${number(Math.max(...areas))}, ${own.length} SAEs`;
      names.set(id, `${variants.get(id).label} ${area}`);
    }
    const series = curves.filter((curve) => !hidden.has(curve[1])).map((curve) => ({
      type: 'line', data: curve[6], curve, color: color(variants.get(curve[1]).color), symbol: 'circle', symbolSize: 5,
      showSymbol: false, lineStyle: { width: 2 }, triggerLineEvent: true,
      name: names.get(curve[1]),
    }));
    series.push({
      type: 'line', data: [[0, 0], [1, 1]], silent: true, symbol: 'none', name: '',
      lineStyle: { color: color('--dim'), type: 'dashed', width: 1 },
    });
    const rate = { type: 'value', min: 0, max: 1, interval: 0.5 };
    return {
      grid: { left: 8, right: 14, top: 14, bottom: 30 + 14 * names.size, containLabel: true },
      legend: {
        bottom: 0, left: 8, orient: 'vertical', itemWidth: 14, itemHeight: 8, itemGap: 4, selectedMode: false, icon: 'roundRect',
        data: [...new Set(series.map((one) => one.name).filter(Boolean))], textStyle: { color: color('--text'), fontSize: 11 },
      },
      xAxis: axis({ ...rate, name: 'false-positive rate', nameLocation: 'middle', nameGap: 22 }),
      yAxis: axis({ ...rate }),
      tooltip: tooltip((item) => {
        const curve = series[item.seriesIndex].curve;
        const at = item.data ? `<br>(${number(item.data[0])}, ${number(item.data[1])})` : '';
        return `<b>${escape(variants.get(curve[1]).label)}</b><br>${escape(data.hookPoints[curve[0]])}, ${escape(curve[2])}<br>`
          + `AUROC ${number(curve[3])}${interval(curve[4], curve[5])}${at}`;
      }),
      series,
    };
  }

  const RATES = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

  // True-positive rate of a curve at a false-positive rate; the upper one where the curve is vertical.
  function heightAt(points, rate) {
    const after = points.findIndex((point) => point[0] > rate);
    const [x1, y1] = points[after - 1];
    const [x2, y2] = points[after];
    return Number((y1 + ((rate - x1) / (x2 - x1)) * (y2 - y1)).toPrecision(4));
  }

  function rocCharts(scorer) {
    const parent = document.getElementById('roc-charts');
    removeCharts(parent);
    for (const index of some(data.hookPoints.length)) {
      const curves = data.roc[scorer].filter((curve) => curve[0] === index && curve[7] === sae);
      if (curves.length === 0) continue;
      const box = addChart(parent, {
        title: data.hookPoints[index], unit: 'true-positive rate', caption: `ROC curves at ${data.hookPoints[index]}, ${scorer}`,
        summary: `Areas under the ROC curves, ${scorer}: ${ranges(curves, (curve) => curve[3])}`,
        headings: ['variant', 'seeds', 'AUROC', 'interval low', 'interval high', ...RATES.map((rate) => `true-positive rate at false-positive rate ${rate}`)],
        rows: () => curves.map((c) => [label(c[1]), c[2], c[3], c[4], c[5], ...RATES.map((rate) => heightAt(c[6], rate))]),
      }, () => rocOption(curves));
      box.querySelector('.plot').style.height = `${290 + 14 * new Set(curves.map((curve) => curve[1])).size}px`;
    }
    redraw();
  }

  // ---- entropy against AUROC ----

  // Latents: [hook point, variant, latent, entropy, {scorer: AUROC}, explanation, SAE configuration].
  function scatterOption(latents, scorer) {
    const series = shown().map((variant) => ({
      type: 'scatter', color: color(variant.color), symbol: variant.symbol, symbolSize: 6,
      data: latents.filter((latent) => latent[1] === variant.id && latent[3] !== null && latent[4][scorer] !== null)
        .map((latent) => ({ value: [latent[3], latent[4][scorer]], latent })),
    }));
    series.push({ type: 'scatter', silent: true, symbolSize: 0, data: [[0, 0.5]], markLine: chanceLine(0.5) });
    return {
      grid: { left: 8, right: 14, top: 14, bottom: 26, containLabel: true },
      xAxis: axis({ type: 'value', min: 0, name: 'token entropy, nats', nameLocation: 'middle', nameGap: 22 }),
      yAxis: axis({ type: 'value', min: 0, max: 1 }),
      tooltip: tooltip((item) => {
        const [index, id, latent, entropy, , explanation] = item.data.latent;
        return `<b>${escape(variants.get(id).label)}</b><br>${escape(data.hookPoints[index])}, latent ${latent}<br>`
          + `AUROC ${number(item.value[1])}, entropy ${number(entropy)}<br>${escape(explanation)}`;
      }),
      series,
    };
  }

  function scatterCharts(scorer) {
    const parent = document.getElementById('scatter-charts');
    removeCharts(parent);
    for (const index of some(data.hookPoints.length)) {
      const latents = data.latents.filter((latent) => latent[0] === index && latent[6] === sae);
      if (latents.length === 0) continue;
      addChart(parent, {
        title: data.hookPoints[index], unit: `${scorer} AUROC`, caption: `Latents at ${data.hookPoints[index]}, ${scorer}`,
        summary: `${latents.length} latents. AUROC: ${ranges(latents, (latent) => latent[4][scorer])} Token entropy in nats: ${ranges(latents, (latent) => latent[3])}`,
        headings: ['variant', 'latent', 'token entropy, nats', `${scorer} AUROC`, 'explanation'],
        rows: () => latents.map((l) => [label(l[1]), l[2], l[3], l[4][scorer], l[5]]),
      }, () => scatterOption(latents, scorer)).classList.add('square');
    }
    redraw();
  }

  // At most twelve hook points, evenly spread, ends included.
  function some(count) {
    const most = 12;
    const all = [...Array(count).keys()];
    return count <= most ? all : [...Array(most).keys()].map((i) => Math.round((i * (count - 1)) / (most - 1)));
  }

  // ---- controls ----

  function choose(id, options, apply) {
    const select = document.getElementById(id);
    for (const option of options) select.add(new Option(option, option));
    if (options.length === 0) {
      const section = select.closest('section');
      section.hidden = true;
      document.querySelector(`nav a[href="#${section.getAttribute('aria-labelledby')}"]`).parentElement.hidden = true;
      return;
    }
    select.addEventListener('change', () => apply(select.value));
    apply(select.value);
  }

  // Blocks say of which SAE configuration they are, and which list chooses among their hook points.
  function showBlocks() {
    for (const block of document.querySelectorAll('[data-sae], [data-by]')) {
      const { sae: name, by, hookPoint } = block.dataset;
      const chosen = by === undefined ? undefined : document.getElementById(by)?.value; // none where there is one hook point
      block.hidden = (name !== undefined && name !== data.saes[sae]) || (chosen !== undefined && chosen !== hookPoint);
    }
  }

  function chooseHookPoint(id) {
    document.getElementById(id)?.addEventListener('change', showBlocks);
  }

  function allMetricCharts() {
    metricCharts('metric-charts', true);
    metricCharts('more-metric-charts', false);
  }

  function chooseSae() {
    document.getElementById('sae')?.addEventListener('change', (event) => {
      sae = data.saes.indexOf(event.target.value);
      showBlocks();
      allMetricCharts();
      kindCharts();
      if (scorers.length > 0) {
        rocCharts(document.getElementById('roc-scorer').value);
        scatterCharts(document.getElementById('scatter-scorer').value);
      }
      redraw();
    });
  }

  allMetricCharts();
  kindCharts();
  const scorers = Object.keys(data.roc).sort().reverse(); // fuzzing, the paper's main score, first
  choose('roc-scorer', scorers, rocCharts);
  choose('scatter-scorer', scorers, scatterCharts);
  for (const id of ['verdict-hook-point', 'sae-null-hook-point', 'latent-hook-point']) chooseHookPoint(id);
  chooseSae();
  for (const button of document.querySelectorAll('.legend button')) {
    button.addEventListener('click', () => {
      const id = button.dataset.variant;
      if (!hidden.delete(id)) hidden.add(id);
      button.setAttribute('aria-pressed', String(!hidden.has(id)));
      redraw();
    });
  }
  document.getElementById('more-metrics').addEventListener('toggle', redraw);
  dark.addEventListener('change', redraw);
  // Paper is white: charts are drawn once more for it.
  for (const [event, printed] of [['beforeprint', true], ['afterprint', false]]) {
    window.addEventListener(event, () => {
      document.documentElement.classList.toggle('printed', printed);
      redraw();
    });
  }
  redraw();
})();
