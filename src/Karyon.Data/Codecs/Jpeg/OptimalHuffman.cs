namespace Karyon.Data.Codecs.Jpeg;

/// <summary>The code of T.81, annex K.2, with libjpeg's rule for ties (jchuff.c, jpeg_gen_optimal_table), so that files agree with its.</summary>
internal static class OptimalHuffman
{
    /// <summary>Builds the table for symbols of given frequency; codes have at most 16 bits and none is all ones.</summary>
    public static HuffmanSpecification Build(ReadOnlySpan<long> frequencies)
    {
        // Symbol 256 is never used; it takes the code of all ones.
        var frequency = new long[257];
        frequencies.CopyTo(frequency);
        frequency[256] = 1;
        var sizes = CodeSizes(frequency);

        var counts = new int[Math.Max(33, sizes.Max() + 1)];
        foreach (var size in sizes)
            if (size > 0) counts[size]++;
        for (var size = counts.Length - 1; size > 16; size--)
        {
            while (counts[size] > 0)
            {
                // Two leaves too deep: one takes their parent's place, the other pairs with a leaf higher up.
                var shorter = size - 2;
                while (counts[shorter] == 0) shorter--;
                counts[size] -= 2;
                counts[size - 1]++;
                counts[shorter + 1] += 2;
                counts[shorter]--;
            }
        }
        var longest = 16;
        while (counts[longest] == 0) longest--;
        counts[longest]--;

        var symbols = Enumerable.Range(0, 256).Where(s => sizes[s] > 0).OrderBy(s => sizes[s]).ThenBy(s => s).Select(s => (byte)s).ToArray();
        return new HuffmanSpecification([.. counts.Skip(1).Take(16).Select(c => (byte)c)], symbols);
    }

    private static int[] CodeSizes(long[] frequency)
    {
        var sizes = new int[257];
        var next = new int[257];
        Array.Fill(next, -1);
        while (true)
        {
            int rarest = Rarest(frequency, except: -1), second = Rarest(frequency, rarest);
            if (second < 0) return sizes;
            frequency[rarest] += frequency[second];
            frequency[second] = 0;
            // Each symbol of both branches gets one bit longer; the branches are chained into one.
            var last = rarest;
            for (sizes[last]++; next[last] >= 0; sizes[last]++) last = next[last];
            next[last] = second;
            for (sizes[second]++; next[second] >= 0; sizes[second]++) second = next[second];
        }
    }

    private static int Rarest(long[] frequency, int except)
    {
        var found = -1;
        for (var i = 0; i < frequency.Length; i++)
            if (frequency[i] > 0 && i != except && (found < 0 || frequency[i] <= frequency[found])) found = i;
        return found;
    }
}
