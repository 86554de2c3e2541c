namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// Which input blocks an output block reads. Without groups: all. With groups: as many consecutive blocks as hold the inputs of any
/// output block's groups; the weights between channels of different groups inside that window are zero. A group of whole blocks costs
/// nothing more than its own arithmetic, a group of 4 channels four times that.
/// </summary>
internal readonly struct GroupWindow
{
    private readonly int _inputBlocks;
    private readonly int _groupInputs;
    private readonly int _groupOutputs;

    /// <summary>The window of a convolution.</summary>
    /// <param name="inputBlocks">Blocks of the input.</param>
    /// <param name="outputBlocks">Blocks of the output.</param>
    /// <param name="groupInputs">Input channels of a group; 0: one group.</param>
    /// <param name="groupOutputs">Output channels of a group; 0: one group.</param>
    public GroupWindow(int inputBlocks, int outputBlocks, int groupInputs, int groupOutputs)
    {
        (_inputBlocks, _groupInputs, _groupOutputs, Blocks) = (inputBlocks, groupInputs, groupOutputs, inputBlocks);
        if (groupInputs == 0 || groupOutputs == 0)
        {
            _groupInputs = 0;
            return;
        }
        Blocks = 1;
        for (var output = 0; output < outputBlocks; output++)
        {
            var (first, end) = Needed(output);
            Blocks = Math.Max(Blocks, Math.Min(end, inputBlocks) - first);
        }
    }

    /// <summary>Whether every output block reads every input block.</summary>
    public bool IsDense => Blocks == _inputBlocks;

    /// <summary>Input blocks that an output block reads.</summary>
    public int Blocks { get; }

    /// <summary>The first of them.</summary>
    public int First(int outputBlock) => _groupInputs == 0 ? 0 : Math.Min(Needed(outputBlock).First, _inputBlocks - Blocks);

    private (int First, int End) Needed(int outputBlock)
    {
        const int lanes = BlockedImage.Lanes;
        var firstGroup = outputBlock * lanes / _groupOutputs;
        var lastGroup = (outputBlock * lanes + lanes - 1) / _groupOutputs;
        // The last block's padding lanes may point past the last group.
        return (Math.Min(firstGroup * _groupInputs / lanes, _inputBlocks - 1), ((lastGroup + 1) * _groupInputs + lanes - 1) / lanes);
    }
}
