// Vue with urql: a list that grows page by page, a form that publishes, and what happens meanwhile.
import { Client, cacheExchange, fetchExchange, provideClient, useMutation } from "@urql/vue";
import { createApp, defineComponent, onMounted, onUnmounted, ref, shallowRef } from "vue";
import { NEEDS, PUBLISH } from "../documents.js";
import type { NeedsQuery } from "../gql/graphql.js";
import { type Change, follow } from "./follow.js";
import { type Place, TOPIC, UNIT } from "./place.js";

type Page = NonNullable<NeedsQuery["needs"]>;

const Needs = defineComponent({
  props: { place: { type: Object as () => Place, required: true } },
  setup({ place }) {
    const { url, area, first } = place;
    const client = new Client({ url, exchanges: [cacheExchange, fetchExchange], preferGetMethod: false });
    provideClient(client);
    const page = shallowRef<Page>();
    const rows = ref<Page["edges"]>([]);
    const changes = ref<Change[]>([]);
    const words = ref("");
    const title = ref("");
    const key = ref(crypto.randomUUID());
    const publishing = useMutation(PUBLISH);

    async function read(after: string | null) {
      const answer = await client.query(NEEDS, { area, first, after }, { requestPolicy: "network-only" }).toPromise();
      if (!answer.data?.needs) throw answer.error ?? new Error("no data");
      page.value = answer.data.needs;
      rows.value = after === null ? page.value.edges : [...rows.value, ...page.value.edges];
    }

    async function send() {
      // the key stays until the answer is there: however often the form is sent, one need is published
      const need = { area, raisedBy: UNIT, title: title.value, topics: [TOPIC] };
      const { data, error } = await publishing.executeMutation({ need, key: key.value });
      words.value = error ? error.message : `已发布：${data?.publishNeed?.title}`;
      if (error) return;
      key.value = crypto.randomUUID();
      await read(null);
    }

    onMounted(() => read(null));
    onUnmounted(follow(url, area, (change) => changes.value.push(change)));
    return { page, rows, changes, words, title, read, send };
  },
  template: `
    <main v-if="page">
      <p :data-total="page.totalCount">{{ page.counts.map((group) => group.value + " " + group.count).join("，") }}</p>
      <ul><li v-for="{ node } in rows" :key="node.id">{{ node.title }}</li></ul>
      <button :disabled="!page.pageInfo.hasNextPage" @click="read(page.pageInfo.endCursor)">更多</button>
      <form @submit.prevent="send">
        <input name="title" aria-label="标题" v-model="title" required />
        <button type="submit">发布</button>
        <output>{{ words }}</output>
      </form>
      <ol><li v-for="change in changes" :key="change.cursor" :data-of="change.subjectId">{{ change.action }}</li></ol>
    </main>
    <p v-else>正在读取……</p>`,
});

export function show(root: Element, place: Place): void {
  createApp(Needs, { place }).mount(root);
}
