
const own = document.querySelector('script[data-languages]').dataset;
const [first, ...others] = own.languages.split(' ');
const form = document.querySelector('form'), hits = document.getElementById('hits'), count = document.getElementById('count');
const bundle = language => new URL(`../pagefind/${language}/`, location.href).href;
const filters = ['speaker', 'language', 'year'];

async function load() {
  const pagefind = await import(bundle(first) + 'pagefind.js');
  await pagefind.options({ baseUrl: './', noWorker: true });
  await pagefind.init(first);
  for (const language of others) await pagefind.mergeIndex(bundle(language), { language, baseUrl: './', noWorker: true });
  const known = await pagefind.filters();
  for (const name of filters)
    for (const value of Object.keys(known[name] ?? {}).sort()) form[name].add(new Option(value, value));
  return pagefind;
}

async function search(pagefind) {
  const chosen = Object.fromEntries(filters.filter(n => form[n].value).map(n => [n, form[n].value]));
  const words = form.q.value.trim();
  if (!words && !Object.keys(chosen).length) { hits.replaceChildren(); count.textContent = ''; return; }
  const found = await pagefind.search(words || null, { filters: chosen });
  const data = await Promise.all(found.results.slice(0, 100).map(result => result.data()));
  count.textContent = `${found.results.length} ${own.found}`;
  hits.replaceChildren(...data.map(hit => {
    const item = document.createElement('li'), link = document.createElement('a'), text = document.createElement('p');
    link.href = hit.raw_url ?? hit.url;
    link.textContent = [hit.meta.title, hit.meta.date].filter(Boolean).join(', ');
    text.lang = hit.meta.lang;
    text.innerHTML = hit.excerpt;
    item.append(link, text);
    return item;
  }));
  history.replaceState(null, '', '?' + new URLSearchParams([...new FormData(form)].filter(([, v]) => v)));
}

try {
  const pagefind = await load();
  for (const [name, value] of new URLSearchParams(location.search)) if (form[name]) form[name].value = value;
  count.textContent = '';
  form.addEventListener('submit', event => { event.preventDefault(); search(pagefind); });
  form.addEventListener('change', () => search(pagefind));
  await search(pagefind);
  document.body.dataset.ready = 'yes';
} catch (error) {
  count.textContent = own.fails;
  throw error;
}
