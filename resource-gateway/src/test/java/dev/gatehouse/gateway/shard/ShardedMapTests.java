package dev.gatehouse.gateway.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardedMapTests {

    @Test
    void anyChangesThenAsAMapThatIsCopiedAtEachOfThem() {
        Random random = new Random(20261121);
        ShardedMap<Integer, Integer> map = ShardedMap.empty();
        Map<Integer, Integer> model = new HashMap<>();
        for (int round = 0; round < 200; round++) {
            ShardedMap<Integer, Integer> before = map;
            Map<Integer, Integer> modelBefore = Map.copyOf(model);
            ShardedMap.Edit<Integer, Integer> edit = map.edit();
            for (int i = 0; i < 40; i++) {
                int key = random.nextInt(700) * 4096 / (1 + random.nextInt(3));
                if (random.nextInt(3) == 0) {
                    edit.remove(key);
                    model.remove(key);
                } else {
                    edit.put(key, round);
                    model.put(key, round);
                }
            }
            int part = random.nextInt(ShardedMap.SHARDS);
            edit.removeIf(part, value -> false);
            map = edit.done();
            assertSame(map, model);
            assertSame(before, modelBefore);
        }
        assertThat(map.any()).isPresent();
    }

    @Test
    void sweptPartByPartThenAllThatIsMeantIsGone() {
        ShardedMap.Edit<String, Integer> edit =
                ShardedMap.<String, Integer>empty().edit();
        for (int i = 0; i < 20_000; i++) {
            edit.put("key " + i, i % 2);
        }
        ShardedMap<String, Integer> map = edit.done();
        for (int part = 0; part < ShardedMap.SHARDS; part++) {
            ShardedMap.Edit<String, Integer> sweep = map.edit();
            sweep.removeIf(part, value -> value == 1);
            map = sweep.done();
        }
        assertThat(map.size()).isEqualTo(10_000);
        assertThat(map.get("key 2")).isZero();
        assertThat(map.get("key 3")).isNull();
    }

    private static void assertSame(ShardedMap<Integer, Integer> map, Map<Integer, Integer> model) {
        assertThat(map.size()).isEqualTo(model.size());
        model.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
        int[] seen = new int[1];
        map.forEach(value -> seen[0]++);
        assertThat(seen[0]).isEqualTo(model.size());
    }
}
