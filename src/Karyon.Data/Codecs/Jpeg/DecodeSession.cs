using Karyon.Data.Codecs.Jpeg.Kernels;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>One image on its way from bytes to pixels.</summary>
internal ref struct DecodeSession(ReadOnlySpan<byte> file, string name, DecodeLimits limits)
{
    /// <summary>More scans than any encoder writes (libjpeg's progressive script has 10); a file of thousands is made to waste time.</summary>
    private const int MaxScans = 200;

    private readonly ReadOnlySpan<byte> _file = file;
    private JpegTables _tables = null!;
    private Frame? _frame;
    private StoredColor _color;
    private SamplePlane[] _samples = [];
    private CoefficientPlane[] _coefficients = [];
    private byte[] _output = [];
    private bool[] _coded = [];
    private bool _isWritten;

    /// <summary>What a number of components decodes to.</summary>
    public static ColorModel ModelOf(int components) => components switch { 1 => ColorModel.Grey, 3 => ColorModel.Rgb, _ => ColorModel.Cmyk };

    /// <summary>Decodes the stream.</summary>
    /// <param name="hint">What the components mean.</param>
    /// <param name="tables">Tables known beforehand; changed by what the stream defines.</param>
    /// <param name="mayLackEnd">Whether the stream may stop without an end marker once the image is complete.</param>
    public DecodedImage DecodeFile(JpegColorHint hint, JpegTables tables, bool mayLackEnd)
    {
        _tables = tables;
        try
        {
            var reader = new MarkerReader(_file, name);
            reader.ReadStart();
            var scans = 0;
            while (true)
            {
                if (mayLackEnd && reader.Position >= _file.Length && IsComplete()) break;
                var marker = reader.ReadMarker();
                if (marker == Marker.Eoi) break;
                if (marker == Marker.Sos)
                {
                    if (_frame is null) JpegFault.Corrupt(name, "a scan precedes the frame header", reader.Position - 2);
                    if (++scans > MaxScans) JpegFault.Unsupported(name, $"a JPEG of more than {MaxScans} scans");
                    DecodeScan(ref reader, _frame!, hint);
                }
                else if (!Frame.IsFrame(marker)) _tables.ReadSegment(marker, ref reader);
                else
                {
                    if (_frame is not null) JpegFault.Corrupt(name, "a second frame header", reader.Position - 2);
                    _frame = Frame.Read(marker, ref reader);
                    CheckPixels(_frame);
                }
            }
            Finish(reader.Position);
            return new DecodedImage(_frame!.Width, _frame.Height, ModelOf(_frame.Components.Length), _output) { MicronsPerPixel = _tables.MicronsPerPixel };
        }
        finally
        {
            foreach (var plane in _samples) plane?.Dispose();
        }
    }

    private readonly bool IsComplete() => _isWritten || (_frame is not null && Array.TrueForAll(_coded, c => c));

    private void DecodeScan(ref MarkerReader reader, Frame frame, JpegColorHint hint)
    {
        var start = reader.Position;
        var scan = Scan.Read(ref reader, frame, _tables);
        var isFirst = _output.Length == 0;
        if (isFirst)
        {
            _color = ColorOf(frame, hint);
            _coded = new bool[frame.Components.Length];
            Allocate(frame, scan, reader.Position);
        }
        if (frame.IsProgressive)
        {
            var decoder = new ProgressiveScanDecoder(name, frame, scan, _coefficients);
            decoder.CheckProgression(name, start);
            reader.Position = decoder.Decode(_file, reader.Position, _tables.RestartInterval, null);
        }
        else
        {
            foreach (var part in scan.Components)
                if (_coded[part.Index]) JpegFault.Corrupt(name, $"component {part.Component.Id} is coded twice", start);
            var decoder = new SequentialScanDecoder(name, frame, scan, _samples);
            if (isFirst && scan.Components.Length == frame.Components.Length)
            {
                using var writer = new RowWriter(frame, _samples, _color, _output);
                reader.Position = decoder.Decode(_file, reader.Position, _tables.RestartInterval, row => writer.Advance(row + 1));
                _isWritten = true;
            }
            else reader.Position = decoder.Decode(_file, reader.Position, _tables.RestartInterval, null);
        }
        foreach (var part in scan.Components) _coded[part.Index] = true;
    }

    private readonly void CheckPixels(Frame frame)
    {
        if ((long)frame.Width * frame.Height > limits.MaxPixels)
            JpegFault.TooLarge(name, $"the image has {frame.Width} x {frame.Height} px, over the limit of {limits.MaxPixels}");
    }

    /// <summary>Refuses what the limits or the file's own size forbid, then takes the memory.</summary>
    private void Allocate(Frame frame, Scan scan, int dataStart)
    {
        var output = (long)frame.Width * frame.Height * frame.Components.Length;
        // All components in one sequential scan: two rows of MCUs suffice, for no row of pixels looks farther than the next.
        var inRing = frame.IsProgressive || scan.Components.Length == frame.Components.Length;
        long samples = 0, coefficients = 0, blocks = 0, largest = 0;
        foreach (var c in frame.Components)
        {
            var all = (long)c.PaddedBlocksAcross * c.PaddedBlocksDown * 64;
            blocks += (long)c.BlocksAcross * c.BlocksDown;
            samples += inRing ? Math.Min(all, c.PaddedBlocksAcross * 8L * 16 * c.V) : all;
            if (frame.IsProgressive) coefficients += 2 * all;
            largest = Math.Max(largest, all);
        }
        var bytes = output + samples + coefficients + _file.Length - dataStart;
        if (bytes > limits.MaxBytes || output > Array.MaxLength || ((frame.IsProgressive || !inRing) && largest > Array.MaxLength))
            JpegFault.TooLarge(name, $"decoding {frame.Width} x {frame.Height} px takes {bytes} bytes, over the limit of {Math.Min(limits.MaxBytes, Array.MaxLength)}");
        // A block takes two bits at the least (one where a progressive scan gives DC alone): a short file cannot hold a large image.
        var least = blocks * (frame.IsProgressive ? 1 : 2) / 8;
        if (_file.Length - dataStart < least) JpegFault.Truncated(name, _file.Length);

        _output = GC.AllocateUninitializedArray<byte>((int)output);
        _samples = new SamplePlane[frame.Components.Length];
        for (var i = 0; i < _samples.Length; i++)
        {
            var c = frame.Components[i];
            _samples[i] = new SamplePlane(c.PaddedBlocksAcross * 8, inRing ? Math.Min(c.PaddedBlocksDown * 8, 16 * c.V) : c.PaddedBlocksDown * 8);
        }
        if (frame.IsProgressive) _coefficients = [.. frame.Components.Select(c => new CoefficientPlane(c))];
    }

    /// <summary>Brings to pixels what has come in several scans, and refuses an image that lacks parts.</summary>
    private readonly void Finish(int offset)
    {
        if (_frame is null) JpegFault.Corrupt(name, "the stream ends without an image", offset);
        if (_isWritten) return;
        if (_output.Length == 0 || !Array.TrueForAll(_coded, c => c))
            throw new InvalidFileException($"{name}: the JPEG ends at offset {offset} before all colour components came; the file is truncated, fetch it again");
        using var writer = new RowWriter(_frame!, _samples, _color, _output);
        if (!_frame!.IsProgressive)
        {
            writer.Advance(_frame.McusDown);
            return;
        }
        CheckPrecision();
        for (var row = 0; row < _frame.McusDown; row++)
        {
            for (var i = 0; i < _samples.Length; i++) TransformRow(_frame.Components[i], _coefficients[i], _samples[i], row);
            writer.Advance(row + 1);
        }
    }

    /// <summary>Refuses an image whose last scans never came: libjpeg would smooth its blocks, which no one should measure.</summary>
    private readonly void CheckPrecision()
    {
        for (var i = 0; i < _coefficients.Length; i++)
            for (var k = 0; k < 10; k++)
                if (_coefficients[i].KnownTo[k] != 0)
                    JpegFault.Unsupported(name, $"an incomplete progressive JPEG (coefficient {k} of component {_frame!.Components[i].Id} never came to full precision)");
    }

    private static void TransformRow(FrameComponent component, CoefficientPlane coefficients, SamplePlane samples, int mcuRow)
    {
        Span<short> steps = stackalloc short[64];
        for (var k = 0; k < 64; k++) steps[ZigZag.NaturalOrder[k]] = (short)component.Steps![k];
        Span<short> block = stackalloc short[64];
        for (var row = mcuRow * component.V; row < (mcuRow + 1) * component.V; row++)
        {
            for (var column = 0; column < component.PaddedBlocksAcross; column++)
            {
                Dequantization.Multiply(coefficients.Block(row, column), steps, block);
                InverseDct.Transform(block, samples.Block(row, column), samples.Stride);
            }
        }
    }

    /// <summary>What the stored components are: the container's word, else libjpeg's order of hints (jdapimin.c).</summary>
    private readonly StoredColor ColorOf(Frame frame, JpegColorHint hint)
    {
        var components = frame.Components;
        var needed = hint switch { JpegColorHint.Grey => 1, JpegColorHint.Rgb or JpegColorHint.YCbCr => 3, JpegColorHint.Cmyk => 4, _ => components.Length };
        if (needed != components.Length)
            throw new InvalidFileException($"{name}: the JPEG stream has {components.Length} components where its container states {hint}; the file is damaged or mislabelled");
        return (components.Length, hint) switch
        {
            (1, _) => StoredColor.Grey,
            (3, JpegColorHint.Rgb) => StoredColor.Rgb,
            (3, JpegColorHint.YCbCr) => StoredColor.YCbCr,
            (3, _) when _tables.HasJfif => StoredColor.YCbCr,
            (3, _) when _tables.AdobeTransform >= 0 => _tables.AdobeTransform == 0 ? StoredColor.Rgb : StoredColor.YCbCr,
            (3, _) => components is [{ Id: (byte)'R' }, { Id: (byte)'G' }, { Id: (byte)'B' }] ? StoredColor.Rgb : StoredColor.YCbCr,
            (_, JpegColorHint.Cmyk) => StoredColor.Cmyk,
            _ => _tables.AdobeTransform > 0 ? StoredColor.InvertedYcck : StoredColor.InvertedCmyk,
        };
    }
}
